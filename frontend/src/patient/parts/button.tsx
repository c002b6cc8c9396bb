import type { ComponentChildren, JSX } from "preact";

export interface ButtonProps {
  /** Stable name for keyboards, helpers and automatic drivers: `data-action`. */
  readonly action: string;
  readonly children: ComponentChildren;
  readonly kind?: "primary" | "plain" | "quiet" | "alert";
  readonly type?: "button" | "submit";
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly className?: string;
  readonly label?: string;
  readonly onClick?: () => void;
}

/** A button of at least 56 px. */
export function Button(props: ButtonProps): JSX.Element {
  const kind = props.kind === undefined || props.kind === "plain" ? "" : `btn-${props.kind}`;
  return (
    <button
      type={props.type ?? "button"}
      class={`btn ${kind} ${props.className ?? ""}`}
      data-action={props.action}
      disabled={props.disabled ?? false}
      aria-pressed={props.pressed}
      aria-label={props.label}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}
