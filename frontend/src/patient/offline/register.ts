import type { Addresses } from "../api/client";
import { TAKE_OVER } from "./take-over";

const CONTROLLED_WITHIN_MS = 5_000;

/**
 * Registers the service worker for this page and for the detector's threads. Where the browser has
 * none, or its settings forbid one, everything works as long as there is a network.
 */
export function registerOffline(addresses: Addresses, container = browserContainer()): void {
  const { offlineWorker: script } = addresses;
  if (container === null || script === "") return;
  for (const scope of [addresses.home, addresses.static]) {
    container.register(script, { scope, updateViaCache: "none" }).catch(() => undefined);
  }
}

/** Lets a version that was fetched since the last visit begin; it declines while an exercise is open. */
export async function letNewVersionBegin(
  addresses: Addresses,
  container = browserContainer(),
): Promise<void> {
  const registration = await container?.getRegistration(addresses.home).catch(() => undefined);
  registration?.waiting?.postMessage(TAKE_OVER);
}

/** Whether this page loads through the service worker. */
export function isControlled(container = browserContainer()): boolean {
  return (container?.controller ?? null) !== null;
}

/** Waits until this page loads through the service worker, or for as long as that is worth it. */
export async function controlled(container = browserContainer()): Promise<void> {
  if (container === null || isControlled(container)) return;
  await new Promise<void>((resolve) => {
    container.addEventListener("controllerchange", () => resolve(), { once: true });
    setTimeout(resolve, CONTROLLED_WITHIN_MS);
  });
}

function browserContainer(): ServiceWorkerContainer | null {
  return "serviceWorker" in navigator ? navigator.serviceWorker : null;
}
