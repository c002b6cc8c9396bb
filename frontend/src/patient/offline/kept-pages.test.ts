import { afterEach, beforeEach, expect, test } from "vitest";
import { FileServer } from "../../../tests/file-server";
import { MemoryCaches } from "../../../tests/memory-caches";
import { KeptPages } from "./kept-pages";

const page = (script: string, title = "") =>
  `<title>${title}</title><script src="/static/assets/${script}"></script>`;

let server: FileServer;
let caches: MemoryCaches;
let work: Promise<unknown>[];
const later = (one: Promise<unknown>) => void work.push(one);

beforeEach(async () => {
  server = await new FileServer().start();
  caches = new MemoryCaches();
  work = [];
  server.texts.set("/patient/", page("home-1.js"));
  server.texts.set("/patient/exercise/", page("exercise-1.js"));
});

afterEach(() => server.stop());

function pagesOf(version: string, ...names: string[]): KeptPages {
  const list = {
    version,
    shell: [],
    files: Object.fromEntries(names.map((name) => [`assets/${name}`, ""])),
  };
  const urls = [`${server.origin}/patient/`, `${server.origin}/patient/exercise/`];
  return new KeptPages(caches.asCacheStorage(), urls, `${server.origin}/static/`, list);
}

const first = () => pagesOf("1", "home-1.js", "exercise-1.js");

async function open(pages: KeptPages, path: string): Promise<string> {
  const answer = await pages.answer(new Request(server.origin + path), later);
  const text = await answer.text();
  await Promise.all(work);
  return text;
}

test("a page opens without a server, whatever follows its address", async () => {
  const pages = first();
  await pages.fetchAll();
  await server.stop();
  expect(await open(pages, "/patient/?from=mail#token")).toBe(page("home-1.js"));
  const answer = await pages.answer(new Request(`${server.origin}/patient/exercise/`), later);
  expect(answer.headers.get("Cross-Origin-Embedder-Policy")).toBe("require-corp");
});

test("a page opens at once and is the renewed one at the next opening", async () => {
  const pages = first();
  await pages.fetchAll();
  server.texts.set("/patient/", page("home-1.js", "renewed"));
  expect(await open(pages, "/patient/")).toBe(page("home-1.js"));
  expect(await open(pages, "/patient/")).toBe(page("home-1.js", "renewed"));
});

test("a page of a newer version, or a server's excuse, does not replace the one that is whole", async () => {
  const pages = first();
  await pages.fetchAll();
  server.texts.set("/patient/", page("home-2.js"));
  await open(pages, "/patient/");
  server.statuses.set("/patient/", 502);
  await open(pages, "/patient/");
  expect(await open(pages, "/patient/")).toBe(page("home-1.js"));
});

test("nothing is kept while the server gives pages of two versions", async () => {
  server.texts.set("/patient/exercise/", page("exercise-2.js"));
  await expect(first().fetchAll()).rejects.toThrow("of another version");
  expect(caches.paths()).toEqual([]);
});

test("the pages of an older version go when a newer one begins", async () => {
  await first().fetchAll();
  server.texts.set("/patient/", page("home-2.js"));
  const second = pagesOf("2", "home-2.js", "exercise-1.js");
  await second.fetchAll();
  await second.prune();
  expect(await caches.keys()).toEqual(["plumbline-pages-2"]);
  expect(await open(second, "/patient/")).toBe(page("home-2.js"));
});

test("only the patient's pages are its business", () => {
  const pages = first();
  expect(pages.covers(`${server.origin}/patient/?x=1`)).toBe(true);
  for (const path of ["/", "/clinic/", "/patient/check/", "/api/v1/patient/session"]) {
    expect(pages.covers(server.origin + path)).toBe(false);
  }
});
