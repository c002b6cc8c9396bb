import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FileServer } from "../../../tests/file-server";
import { MemoryCaches } from "../../../tests/memory-caches";
import { KeptFiles } from "./kept-files";
import type { KeptList } from "./kept-list";
import { sha256Hex } from "./sha256-hex";

const TEXTS = {
  "assets/home-1.js": "the list",
  "assets/exercise-1.js": "the exercise",
  "litert/1.0.0/runtime.wasm": "a large runtime",
};
type Name = keyof typeof TEXTS;

let server: FileServer;
let caches: MemoryCaches;
let work: Promise<unknown>[];
const later = (one: Promise<unknown>) => void work.push(one);

beforeEach(async () => {
  server = await new FileServer().start();
  caches = new MemoryCaches();
  work = [];
  for (const [name, text] of Object.entries(TEXTS)) server.texts.set(`/static/${name}`, text);
});

afterEach(() => server.stop());

async function listOf(texts: Readonly<Record<string, string>>): Promise<KeptList> {
  const sums = Object.entries(texts).map(async ([name, text]) => {
    return [name, await sha256Hex(new TextEncoder().encode(text))] as const;
  });
  const files = Object.fromEntries(await Promise.all(sums));
  const shell = Object.keys(texts).filter((name) => name.startsWith("assets/"));
  return { version: "v", shell, files };
}

async function filesOf(texts: Readonly<Record<string, string>> = TEXTS): Promise<KeptFiles> {
  return new KeptFiles(caches.asCacheStorage(), `${server.origin}/static/`, await listOf(texts));
}

const request = (name: Name) => new Request(`${server.origin}/static/${name}`);

async function textOf(files: KeptFiles, name: Name): Promise<string> {
  const text = await (await files.answer(request(name), later)).text();
  await Promise.all(work);
  return text;
}

describe("the shell", () => {
  test("opens without a server, and leaves out what is only needed at times", async () => {
    const files = await filesOf();
    await files.fetchShell();
    expect(caches.paths()).toEqual(["/static/assets/exercise-1.js", "/static/assets/home-1.js"]);
    await server.stop();
    expect(await textOf(files, "assets/home-1.js")).toBe("the list");
  });

  test.each([
    ["is missing", () => server.texts.delete("/static/assets/exercise-1.js")],
    ["is another's", () => server.texts.set("/static/assets/exercise-1.js", "something else")],
    ["breaks off", () => server.broken.add("/static/assets/exercise-1.js")],
  ])("is refused when one of its files %s", async (_, spoil) => {
    spoil();
    const files = await filesOf();
    await expect(files.fetchShell()).rejects.toThrow();
    expect(caches.paths()).not.toContain("/static/assets/exercise-1.js");
  });

  test("that was refused is completed later without fetching anew what is there", async () => {
    server.broken.add("/static/assets/exercise-1.js");
    const files = await filesOf();
    await expect(files.fetchShell()).rejects.toThrow();
    await expect.poll(() => caches.paths()).toEqual(["/static/assets/home-1.js"]);
    server.broken.clear();
    server.asked.length = 0;
    await files.fetchShell();
    expect(server.asked).toEqual(["/static/assets/exercise-1.js"]);
  });

  test("of a new version fetches only what is new", async () => {
    await (await filesOf()).fetchShell();
    const renewed = { ...TEXTS, "assets/home-2.js": "the new list" };
    server.texts.set("/static/assets/home-2.js", "the new list");
    server.asked.length = 0;
    await (await filesOf(renewed)).fetchShell();
    expect(server.asked).toEqual(["/static/assets/home-2.js"]);
  });
});

describe("a file that is asked for", () => {
  test("is kept with its headers and comes from the network once", async () => {
    const files = await filesOf();
    expect(await textOf(files, "litert/1.0.0/runtime.wasm")).toBe("a large runtime");
    const again = await files.answer(request("litert/1.0.0/runtime.wasm"), later);
    expect(await again.text()).toBe("a large runtime");
    expect(again.headers.get("Cross-Origin-Embedder-Policy")).toBe("require-corp");
    expect(server.asked).toEqual(["/static/litert/1.0.0/runtime.wasm"]);
  });

  test("and is not what this version names is passed on, but not kept", async () => {
    server.texts.set("/static/litert/1.0.0/runtime.wasm", "patched");
    const files = await filesOf();
    expect(await textOf(files, "litert/1.0.0/runtime.wasm")).toBe("patched");
    expect(caches.paths()).toEqual([]);
  });

  test("with the same name but another content in a new version is not the old one", async () => {
    await textOf(await filesOf(), "litert/1.0.0/runtime.wasm");
    server.texts.set("/static/litert/1.0.0/runtime.wasm", "patched");
    const renewed = await filesOf({ ...TEXTS, "litert/1.0.0/runtime.wasm": "patched" });
    expect(await textOf(renewed, "litert/1.0.0/runtime.wasm")).toBe("patched");
  });

  test("of an older version is still found while a page of it is open", async () => {
    await textOf(await filesOf(), "assets/exercise-1.js");
    await server.stop();
    const newer = await filesOf({ "assets/home-2.js": "the new list" });
    expect(await textOf(newer, "assets/exercise-1.js")).toBe("the exercise");
    await newer.prune();
    await expect(newer.answer(request("assets/exercise-1.js"), later)).rejects.toThrow();
  });

  test("and that is none of the pages' files is none of its business", async () => {
    const files = await filesOf();
    expect(files.covers(`${server.origin}/static/assets/home-1.js`)).toBe(true);
    for (const path of ["/static/admin/base.css", "/static/", "/api/v1/patient/session", "/"]) {
      expect(files.covers(server.origin + path)).toBe(false);
    }
  });
});

test("what a version does not name is deleted when it begins", async () => {
  const files = await filesOf();
  await files.fetchShell();
  await textOf(files, "litert/1.0.0/runtime.wasm");
  const { "assets/home-1.js": _, ...rest } = TEXTS;
  await (await filesOf(rest)).prune();
  expect(caches.paths()).toEqual([
    "/static/assets/exercise-1.js",
    "/static/litert/1.0.0/runtime.wasm",
  ]);
});
