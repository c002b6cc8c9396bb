import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../../patient/parts/button";
import { Icon } from "../../patient/parts/icons";
import { PageFrame } from "../../patient/parts/page-frame";
import { Screen } from "../../patient/parts/screen";
import { language, t } from "../../patient/text/i18n";
import { type CheckView, OFF } from "../check-view";
import { DeviceCheck } from "../device-check";
import { LANGUAGES } from "../page-language";
import { type DeviceFacts, deviceFacts } from "../surroundings/device-facts";
import { CheckPicture } from "./check-picture";
import { EngineChoice } from "./engine-choice";
import { Figures } from "./figures";
import { OtherDevice, type PageAddress } from "./other-device";
import { ResultCard } from "./result-card";
import { Trials } from "./trials";
import { usePrintedWhole } from "./use-printed-whole";

export interface CheckAppProps {
  readonly page: PageAddress;
  /** Where a patient's exercises are. */
  readonly home: string;
}

function useCheck(facts: DeviceFacts) {
  const video = useRef<HTMLVideoElement>(null);
  const [check, setCheck] = useState<DeviceCheck | null>(null);
  const [view, setView] = useState<CheckView>(OFF);
  useEffect(() => {
    if (video.current === null) return;
    const made = new DeviceCheck(video.current, facts);
    setCheck(made);
    const unsubscribe = made.store.subscribe(setView);
    return () => {
      unsubscribe();
      made.stop();
    };
  }, [facts]);
  return { video, check, view };
}

function Languages(): JSX.Element {
  return (
    <nav class="nav" aria-label={t("device.languages")}>
      {LANGUAGES.filter(({ tag }) => tag !== language()).map(({ tag, name }) => (
        <a key={tag} href={`?language=${tag}`} lang={tag} hreflang={tag}>
          {name}
        </a>
      ))}
    </nav>
  );
}

function Before(): JSX.Element {
  return (
    <>
      <p class="lead">{t("device.lead")}</p>
      <ul class="plain-list ticks">
        <li>
          <Icon name="lock" />
          <span>{t("device.before.stays")}</span>
        </li>
        <li>
          <Icon name="check" />
          <span>{t("device.before.nothing")}</span>
        </li>
        <li>
          <Icon name="person" />
          <span>{t("device.before.stand")}</span>
        </li>
      </ul>
    </>
  );
}

/** The whole page: start, picture, verdict with its code, and the details for whoever helps. */
export function CheckApp(props: CheckAppProps): JSX.Element {
  const facts = useMemo(deviceFacts, []);
  const { video, check, view } = useCheck(facts);
  const details = useRef<HTMLDetailsElement>(null);
  usePrintedWhole(details);
  const off = view.phase === "off";
  const started = !off || view.result !== null;
  const start = (
    <Button action="start" kind="primary" onClick={() => void check?.start()}>
      <Icon name="camera" />
      {t(started ? "device.startAgain" : "device.start")}
    </Button>
  );
  const running = (
    <Button action="stop-camera" onClick={() => check?.stop()}>
      {t("device.stop")}
    </Button>
  );
  return (
    <PageFrame synthetic={false} tools={<Languages />}>
      <Screen
        name="device-check"
        title={t("device.title")}
        {...(started ? {} : { actions: start })}
      >
        {!started && <Before />}
        <div class={started ? "check-columns" : ""}>
          <div class="stack stack-tight" hidden={off}>
            <CheckPicture video={video} check={check} shown={!off} />
            {view.reading !== null && (
              <p class="no-print" data-person={String(view.reading.person)}>
                {t(view.reading.person ? "device.person.yes" : "device.person.no")}
              </p>
            )}
          </div>
          {started && <ResultCard view={view} />}
        </div>
        {started && (
          <div class="row no-print">
            {off ? start : running}
            {!off && (
              <Button
                action="measure-again"
                disabled={view.phase !== "running"}
                onClick={() => check?.measureAgain()}
              >
                <Icon name="again" />
                {t("device.again")}
              </Button>
            )}
            <Button action="print" onClick={() => window.print()}>
              {t("device.print")}
            </Button>
          </div>
        )}
        {started && (
          <details ref={details} class="check-details card">
            <summary class="btn btn-quiet">{t("device.details")}</summary>
            <div class="stack stack-loose">
              <Figures reading={view.reading} facts={facts} />
              <EngineChoice
                view={view}
                onSwitch={(pairing) => void check?.switchTo(pairing)}
                onKeep={() => check?.keepChoice()}
                onAutomatic={() => void check?.chooseAutomatically()}
              />
              <Trials
                view={view}
                onTryAll={() => void check?.tryAll()}
                onStop={() => check?.stopTrying()}
              />
            </div>
          </details>
        )}
        <OtherDevice page={props.page} />
        <p class="no-print">
          <a href={props.home}>{t("device.home")}</a>
        </p>
      </Screen>
    </PageFrame>
  );
}
