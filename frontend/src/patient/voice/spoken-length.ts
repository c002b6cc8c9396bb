/** A calm voice says some 15 letters a second, and takes a breath before; chosen by ear. */
const LETTER_MS = 65;
const BREATH_MS = 250;

/** About how long a voice takes to say a text. */
export function spokenMs(text: string): number {
  return text === "" ? 0 : BREATH_MS + LETTER_MS * text.length;
}
