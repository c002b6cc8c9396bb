import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../text/i18n";
import type { Voice } from "../voice/voice";
import { Button } from "./button";
import { Icon } from "./icons";

/** Turns the voice on and off, everywhere in the same corner. */
export function VoiceToggle(props: { readonly voice: Voice }): JSX.Element {
  const [muted, setMuted] = useState(props.voice.muted);
  const toggle = () => {
    props.voice.setMuted(!muted);
    setMuted(!muted);
  };
  return (
    <Button action="toggle-voice" kind="quiet" onClick={toggle}>
      <Icon name={muted ? "mute" : "sound"} />
      <span class="tool-word">{t(muted ? "voice.off" : "voice.on")}</span>
    </Button>
  );
}
