import "./device.css";
import { render } from "preact";
import { startTexts } from "../patient/text/i18n";
import { CheckApp } from "./page/check-app";
import { pageLanguage } from "./page-language";

const app = document.getElementById("app");
if (app === null) throw new Error("the page has no #app");
const { address = location.href, qrCode = "", homeUrl = "/patient/" } = app.dataset;
const language = pageLanguage(location.search, navigator.languages);
startTexts(language);
document.documentElement.lang = language;
document.documentElement.dataset.density = "patient";
render(<CheckApp page={{ address, qrCode }} home={homeUrl} />, app);
