import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { UploadQueue } from "../../recording/upload-types";
import type { Addresses, PatientApi } from "../api/client";
import { letNewVersionBegin } from "../offline/register";
import { PageFrame } from "../parts/page-frame";
import { Screen } from "../parts/screen";
import { useQueue, useUploads } from "../parts/use-uploads";
import { doneSetsOf } from "../plan/done-sets";
import { t } from "../text/i18n";
import { BirthDateScreen } from "./birth-date-screen";
import { ConsentScreen } from "./consent-screen";
import { homeActions } from "./home-actions";
import { type HomeState, stateAfterError } from "./home-state";
import { LinkProblemScreen } from "./link-problem-screen";
import { takeToken } from "./link-token";
import { TodayScreen } from "./today-screen";
import { useReconnect } from "./use-reconnect";
import { warmUp } from "./warm-up";

export interface HomeAppProps {
  readonly api: PatientApi;
  readonly addresses: Addresses;
  readonly openQueue: () => Promise<UploadQueue>;
}

/** From the link in a message to today's list. */
export function HomeApp({ api, addresses, openQueue }: HomeAppProps): JSX.Element {
  const [state, setState] = useState<HomeState>({ screen: "link" });
  const [busy, setBusy] = useState(true);
  const [token] = useState(() => takeToken(location, history, sessionStorage));
  const queue = useQueue(openQueue);
  const uploads = useUploads(queue);
  const actions = homeActions(api, token);

  const act = (action: () => Promise<HomeState>) => {
    setBusy(true);
    action()
      .catch((error: unknown) => stateAfterError(error, token))
      .then((next) => {
        setState(next);
        queue?.wake();
      })
      .finally(() => setBusy(false));
  };
  useEffect(() => act(actions.begin), []);
  // Coming back with the browser's back button shows what was done since.
  const refresh = useCallback((event: PageTransitionEvent) => {
    if (event.persisted) act(actions.begin);
  }, []);
  useEffect(() => {
    addEventListener("pageshow", refresh);
    return () => removeEventListener("pageshow", refresh);
  }, [refresh]);

  useReconnect(state.screen === "today" && !state.reached, () => act(actions.begin));

  const listed = state.screen === "today";
  useEffect(() => {
    if (!listed) return;
    const left = new AbortController();
    // The old version answers to its end, and keeps the new one waiting while it does.
    void warmUp(left.signal).then(() =>
      left.signal.aborted ? undefined : letNewVersionBegin(addresses),
    );
    return () => left.abort();
  }, [listed]);

  const synthetic = "today" in state && state.today.patient.is_synthetic;
  return (
    <PageFrame synthetic={synthetic}>
      {state.screen === "link" && (
        <Screen name="link" title={t("link.title")}>
          <span class="skeleton skeleton-line" />
          <span class="skeleton skeleton-block" />
        </Screen>
      )}
      {state.screen === "link-problem" && (
        <LinkProblemScreen problem={state.problem} onRetry={() => act(actions.begin)} />
      )}
      {state.screen === "birth-date" && (
        <BirthDateScreen
          wrong={state.wrong}
          busy={busy}
          onDate={(iso) => act(() => actions.open(iso))}
        />
      )}
      {state.screen === "consent" && (
        <ConsentScreen
          clinic={state.today.clinic}
          changed={state.today.consent.care !== null}
          busy={busy}
          onAgree={(research) =>
            act(() => actions.agree(state.today.consent.text_version, research))
          }
        />
      )}
      {state.screen === "today" && (
        <TodayScreen
          today={state.today}
          reached={state.reached}
          doneHere={doneSetsOf(localStorage, state.today.today)}
          uploads={uploads}
          onStart={() => location.assign(addresses.exercise)}
          onNotMe={() => act(actions.leave)}
        />
      )}
    </PageFrame>
  );
}
