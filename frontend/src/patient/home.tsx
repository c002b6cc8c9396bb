import { openUploadQueue } from "../recording/upload-queue";
import { HomeApp } from "./home/home-app";
import { startPage } from "./start-page";

startPage((api, addresses) => (
  <HomeApp api={api} addresses={addresses} openQueue={openUploadQueue} />
));
