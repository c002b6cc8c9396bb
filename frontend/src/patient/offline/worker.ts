/**
 * The patient's service worker: from the second visit on, the pages start without a network.
 *
 * It is registered twice. Below the pages' address it keeps pages and files for them. Below the
 * static address it serves the detector's own worker threads, which the pages' registration does
 * not see. The API is never touched: what a patient's answers hold is in no cache.
 */
import { KeptFiles } from "./kept-files";
import type { KeptList } from "./kept-list";
import { KeptModels } from "./kept-models";
import { KeptPages } from "./kept-pages";
import { mayTakeOver, TAKE_OVER } from "./take-over";
import type { ServiceWorkerScope } from "./worker-scope";

declare const __KEPT_LIST__: KeptList;

const list = __KEPT_LIST__;
const worker = self as unknown as ServiceWorkerScope;
const scope = worker.registration.scope;
const base = new URL(".", worker.location.href).href;
const exercise = `${scope}exercise/`;
const isForThreads = scope === base;

const files = new KeptFiles(worker.caches, base, list);
const models = new KeptModels(worker.caches, `${base}models/`);
const pages = new KeptPages(
  worker.caches,
  [scope, exercise, `${base}product/icon.svg`],
  base,
  list,
);

worker.addEventListener("install", (event) => {
  event.waitUntil(isForThreads ? worker.skipWaiting() : install());
});

worker.addEventListener("activate", (event) => {
  if (!isForThreads) event.waitUntil(activate());
});

worker.addEventListener("message", (event) => {
  if (event.data === TAKE_OVER) event.waitUntil(takeOver());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const keeper = [...(isForThreads ? [] : [pages]), files, models].find((one) =>
    one.covers(request.url),
  );
  if (keeper !== undefined) {
    event.respondWith(keeper.answer(request, (work) => event.waitUntil(work)));
  }
});

/** All or nothing: a version that did not arrive whole is not installed. */
async function install(): Promise<void> {
  await files.fetchShell();
  await pages.fetchAll();
}

async function activate(): Promise<void> {
  await pages.prune();
  await files.prune();
  // The first visit's page is served from now on, so that what it loads is kept.
  await worker.clients.claim();
}

async function takeOver(): Promise<void> {
  const open = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (mayTakeOver(open, exercise)) await worker.skipWaiting();
}
