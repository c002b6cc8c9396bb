const TOKEN_KEY = "plumbline.link-token";
const OPENED_KEY = "plumbline.opened-link";

/** The token in an address' fragment, or `null`. */
export function tokenInFragment(hash: string): string | null {
  const token = decodeURIComponent(hash.replace(/^#/, "")).trim();
  return token === "" ? null : token;
}

/**
 * Takes the link's token out of the address bar and keeps it for a reload of this tab.
 *
 * Anybody who looks at the screen or the history later must not find it.
 */
export function takeToken(where: Location, past: History, tab: Storage): string | null {
  const token = tokenInFragment(where.hash);
  if (token === null) return waitingToken(tab);
  past.replaceState(past.state, "", where.pathname + where.search);
  tab.setItem(TOKEN_KEY, token);
  return token;
}

/** The token of a link that was opened in this tab and waits for the date of birth, or `null`. */
export function waitingToken(tab: Storage): string | null {
  return tab.getItem(TOKEN_KEY);
}

/** The token has done its work: the session's cookie stands for it now. */
export function forgetToken(tab: Storage): void {
  tab.removeItem(TOKEN_KEY);
}

/** SHA-256 of a token in hex: enough to know the same link again, too little to open it. */
export async function tokenDigest(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether the open session was opened by this very link; another link is another person until proven. */
export async function isOpenedLink(token: string | null, device: Storage): Promise<boolean> {
  if (token === null) return true;
  return device.getItem(OPENED_KEY) === (await tokenDigest(token));
}

export async function rememberOpenedLink(token: string, device: Storage): Promise<void> {
  device.setItem(OPENED_KEY, await tokenDigest(token));
}
