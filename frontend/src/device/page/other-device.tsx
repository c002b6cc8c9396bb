import type { JSX } from "preact";
import { t } from "../../patient/text/i18n";

/** The page's own address, to open it on another device; nothing of anybody is in it. */
export interface PageAddress {
  readonly address: string;
  /** An image's data address; empty where the address opens on this device alone. */
  readonly qrCode: string;
}

export function OtherDevice(props: { readonly page: PageAddress }): JSX.Element {
  const { address, qrCode } = props.page;
  return (
    <section class="card check-other" aria-labelledby="other-title">
      <div class="stack stack-tight">
        <h2 id="other-title">{t("device.other.title")}</h2>
        <p>{t(qrCode === "" ? "device.other.here" : "device.other.scan")}</p>
        <p class="check-address figures">{address}</p>
      </div>
      {qrCode !== "" && (
        <img src={qrCode} width="220" height="220" alt={t("device.other.qr")} data-qr />
      )}
    </section>
  );
}
