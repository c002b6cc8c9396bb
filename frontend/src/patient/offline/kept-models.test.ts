import { afterEach, beforeEach, expect, test } from "vitest";
import { FileServer } from "../../../tests/file-server";
import { MemoryCaches } from "../../../tests/memory-caches";
import { KeptModels } from "./kept-models";
import { sha256Hex } from "./sha256-hex";

const NETWORK = "the weights";
const FILE = "network-0123456789ab.tflite";

let server: FileServer;
let caches: MemoryCaches;
let models: KeptModels;
let work: Promise<unknown>[];
const later = (one: Promise<unknown>) => void work.push(one);

beforeEach(async () => {
  server = await new FileServer().start();
  caches = new MemoryCaches();
  models = new KeptModels(caches.asCacheStorage(), `${server.origin}/static/models/`);
  work = [];
  await serve(FILE, NETWORK);
});

afterEach(() => server.stop());

async function serve(file: string, text: string): Promise<void> {
  const sha256 = await sha256Hex(new TextEncoder().encode(text));
  server.texts.set(`/static/models/${file}`, text);
  server.texts.set("/static/models/manifest.json", JSON.stringify({ some: [{ file, sha256 }] }));
}

async function textOf(file: string): Promise<string> {
  const request = new Request(`${server.origin}/static/models/${file}`);
  const text = await (await models.answer(request, later)).text();
  await Promise.all(work);
  return text;
}

test("a network that was used starts without a server, and so does its manifest", async () => {
  const manifest = await textOf("manifest.json");
  await textOf(FILE);
  await server.stop();
  expect(await textOf("manifest.json")).toBe(manifest);
  expect(await textOf(FILE)).toBe(NETWORK);
});

test("a manifest is asked for anew while there is a server; a network is not", async () => {
  await textOf("manifest.json");
  await textOf(FILE);
  server.asked.length = 0;
  await textOf("manifest.json");
  await textOf(FILE);
  expect(server.asked).toEqual(["/static/models/manifest.json"]);
});

test("a server that cannot answer is no reason to forget the manifest", async () => {
  const manifest = await textOf("manifest.json");
  server.statuses.set("/static/models/manifest.json", 503);
  expect(await textOf("manifest.json")).toBe(manifest);
});

test("a network whose checksum the manifest does not name is passed on, but not kept", async () => {
  server.texts.set(`/static/models/${FILE}`, "half of the weights");
  expect(await textOf(FILE)).toBe("half of the weights");
  expect(caches.paths()).toEqual([]);
});

test("a network that the manifest no longer names is deleted", async () => {
  await textOf("manifest.json");
  await textOf(FILE);
  await serve("network-ba9876543210.tflite", "newer weights");
  await textOf("manifest.json");
  await textOf("network-ba9876543210.tflite");
  expect(caches.paths()).toEqual([
    "/static/models/manifest.json",
    "/static/models/network-ba9876543210.tflite",
  ]);
});
