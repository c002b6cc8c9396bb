import workerUrl from "../../pose/engine/litert-worker.ts?worker&url";
import { fetchManifest, modelEntry } from "../../pose/model-manifest";
import { LITERT_DIR } from "../../pose/runtime-paths";
import { controlled } from "../offline/register";

const MODEL = "movenet-lightning";
const RUNTIME = ["litert_wasm_threaded_internal.js", "litert_wasm_threaded_internal.wasm"];

/** Whether the device's owner asked to save data. */
function savesData(): boolean {
  return (
    "connection" in navigator && Reflect.get(Object(navigator.connection), "saveData") === true
  );
}

async function fetchQuietly(url: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { signal, priority: "low" });
  await response.arrayBuffer();
}

/**
 * Fetches ahead what the exercise page will need, while the patient reads the list.
 *
 * It is a courtesy: whatever fails here is fetched again, and reported, by the exercise page. It
 * resolves when all has come or failed.
 */
export async function warmUp(signal: AbortSignal): Promise<void> {
  if (savesData()) return;
  // Through the service worker, so that it keeps what comes.
  await controlled();
  await fetchAll(signal).catch(() => undefined);
}

async function fetchAll(signal: AbortSignal): Promise<void> {
  const { features, fieldLayers } = modelEntry(await fetchManifest(signal), MODEL);
  for (const url of [
    workerUrl,
    ...RUNTIME.map((name) => LITERT_DIR + name),
    features.url,
    fieldLayers.url,
  ]) {
    await fetchQuietly(url, signal);
  }
}
