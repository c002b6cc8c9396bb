import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../patient/text/i18n";
import { WANTED_FPS } from "../../pose/pace";
import type { CheckReading } from "../check-view";
import { type Battery, type DeviceFacts, watchBattery } from "../surroundings/device-facts";
import { batteryWords, browserWords, figure, megabytes, milliseconds, threadsWords } from "./words";

type Row = readonly [name: string, title: string, value: string];

function speedRows(reading: CheckReading | null): readonly Row[] {
  const stage = (ms: number | undefined) => (ms === undefined ? "–" : milliseconds(ms));
  const stages = reading?.stages;
  return [
    ["fps", t("device.figure.fps"), reading === null ? "–" : figure(reading.fps, 1)],
    ["wanted", t("device.figure.wanted"), figure(WANTED_FPS)],
    ["dropped", t("device.figure.dropped"), reading === null ? "–" : figure(reading.dropped)],
    ["wait", t("device.figure.wait"), stage(stages?.waitMs)],
    ["cut", t("device.figure.cut"), stage(stages?.cutMs)],
    ["inference", t("device.figure.inference"), stage(stages?.inferenceMs)],
    ["decoding", t("device.figure.decoding"), stage(stages?.decodingMs)],
    ["people", t("device.figure.people"), stage(stages?.peopleMs)],
    ["total", t("device.figure.total"), stage(stages?.totalMs)],
  ];
}

function memoryRows(reading: CheckReading | null): readonly Row[] {
  const heap = reading?.heapBytes ?? null;
  const wasm = reading?.memory.wasmBytes ?? 0;
  const tensors = reading?.memory.tensors ?? 0;
  const untold = t("device.untold");
  return [
    ["heap", t("device.figure.heap"), heap === null ? untold : megabytes(heap)],
    ["wasm", t("device.figure.wasm"), wasm === 0 ? untold : megabytes(wasm)],
    ["tensors", t("device.figure.tensors"), tensors === 0 ? untold : figure(tensors)],
  ];
}

function cameraRows(reading: CheckReading | null): readonly Row[] {
  const image = reading?.image ?? null;
  const size = image === null ? "–" : `${image.widthPx} × ${image.heightPx}`;
  const [real, promised] = [reading?.cameraFps ?? null, reading?.promisedFps ?? null];
  return [
    ["size", t("device.figure.size"), size],
    ["camera-fps", t("device.figure.cameraFps"), real === null ? "–" : figure(real, 1)],
    [
      "promised",
      t("device.figure.promised"),
      promised === null ? t("device.untold") : figure(promised),
    ],
  ];
}

function deviceRows(facts: DeviceFacts, battery: Battery | null): readonly Row[] {
  const { widthPx, heightPx } = facts.screen;
  return [
    ["browser", t("device.figure.browser"), browserWords(facts)],
    ["threads", t("device.figure.threads"), threadsWords(facts)],
    ["battery", t("device.figure.battery"), batteryWords(battery)],
    ["screen", t("device.figure.screen"), `${widthPx} × ${heightPx}`],
  ];
}

function Rows(props: { readonly title: string; readonly rows: readonly Row[] }): JSX.Element {
  return (
    <section class="stack stack-tight">
      <h3>{props.title}</h3>
      <dl class="facts check-facts">
        {props.rows.map(([name, title, value]) => (
          <div key={name}>
            <dt>{title}</dt>
            <dd class="figures" data-figure={name}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Every figure, as it was read within the last second. */
export function Figures(props: {
  readonly reading: CheckReading | null;
  readonly facts: DeviceFacts;
}): JSX.Element {
  const [battery, setBattery] = useState<Battery | null>(null);
  useEffect(() => watchBattery(setBattery), []);
  const { reading, facts } = props;
  return (
    <div class="grid check-figures">
      <Rows title={t("device.figures.speed")} rows={speedRows(reading)} />
      <Rows title={t("device.figures.camera")} rows={cameraRows(reading)} />
      <Rows title={t("device.figures.memory")} rows={memoryRows(reading)} />
      <Rows title={t("device.figures.device")} rows={deviceRows(facts, battery)} />
    </div>
  );
}
