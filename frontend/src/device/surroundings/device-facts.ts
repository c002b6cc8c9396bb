import { type BrowserName, browserName } from "./browser-name";

/** What does not change while the page is open. */
export interface DeviceFacts {
  readonly name: BrowserName;
  /** Cross-origin isolated: WebAssembly may use threads. */
  readonly isolated: boolean;
  /** Processor threads that the browser admits to; `null` where it does not say. */
  readonly cores: number | null;
  /** The screen in its own pixels. */
  readonly screen: { readonly widthPx: number; readonly heightPx: number };
}

export function deviceFacts(): DeviceFacts {
  const { userAgent, maxTouchPoints, hardwareConcurrency } = navigator;
  const ratio = devicePixelRatio;
  return {
    name: browserName(userAgent, maxTouchPoints),
    isolated: crossOriginIsolated,
    // Some browsers hide it, whatever the types say.
    cores: (hardwareConcurrency as number | undefined) ?? null,
    screen: {
      widthPx: Math.round(screen.width * ratio),
      heightPx: Math.round(screen.height * ratio),
    },
  };
}

/** Bytes of the page's own script objects; `null` in browsers that do not tell. */
export function heapBytes(): number | null {
  const memory = Reflect.get(performance, "memory") as { usedJSHeapSize?: unknown } | undefined;
  const used = memory?.usedJSHeapSize;
  return typeof used === "number" ? used : null;
}

export interface Battery {
  /** 0 to 1. */
  readonly level: number;
  readonly charging: boolean;
}

type BatterySource = Battery & EventTarget;

/**
 * Tells the battery's state now and whenever it changes; never where the browser does not say.
 *
 * @returns how to stop.
 */
export function watchBattery(listener: (battery: Battery) => void): () => void {
  const stop = new AbortController();
  const watch = (battery: BatterySource): void => {
    if (stop.signal.aborted) return;
    const tell = () => listener({ level: battery.level, charging: battery.charging });
    for (const change of ["levelchange", "chargingchange"]) {
      battery.addEventListener(change, tell, { signal: stop.signal });
    }
    tell();
  };
  const get = Reflect.get(navigator, "getBattery") as
    | ((this: Navigator) => Promise<BatterySource>)
    | undefined;
  // A policy may forbid it: then nothing is told.
  get?.call(navigator).then(watch, () => undefined);
  return () => stop.abort();
}
