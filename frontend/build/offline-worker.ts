import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "vite";
import type { KeptList } from "../src/patient/offline/kept-list.ts";

/** The pages that must start without a network. */
const PAGES = ["src/patient/home.tsx", "src/patient/exercise.tsx"];
const SCRIPT = "src/patient/offline/worker.ts";

interface ManifestEntry {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
}
type Manifest = Readonly<Record<string, ManifestEntry>>;

/**
 * Builds the patient's service worker into `dist/offline-worker.js`, after everything else: it
 * holds the list of what this version consists of, so it differs whenever anything does.
 */
export function offlineWorker(root: string): Plugin {
  let dist = join(root, "dist");
  return {
    name: "plumbline-offline-worker",
    apply: "build",
    configResolved({ build: { outDir } }) {
      dist = outDir;
    },
    async closeBundle() {
      const file = join(dist, "manifest.json");
      if (!existsSync(file)) return;
      const manifest: Manifest = JSON.parse(readFileSync(file, "utf8"));
      if (!PAGES.every((page) => page in manifest)) return;
      await buildWorker(root, dist, keptList(dist, manifest));
    },
  };
}

function keptList(dist: string, manifest: Manifest): KeptList {
  const names = readdirSync(dist, { recursive: true }).sort();
  const served = names.filter((name) => /\/[^/]+\.[a-z]\w*$/.test(name));
  const files = Object.fromEntries(served.map((name) => [name, sha256(join(dist, name))]));
  const shell = [...new Set(PAGES.flatMap((page) => filesOf(page, manifest)))].sort();
  const version = createHash("sha256").update(JSON.stringify({ files, shell })).digest("hex");
  return { version: version.slice(0, 12), shell, files };
}

/**
 * What an entry loads when it opens: itself, what it imports, and their styles, fonts and pictures.
 * Scripts among the assets are threads of runtimes, of which a device uses one: kept when used.
 */
function filesOf(name: string, manifest: Manifest): readonly string[] {
  const entry = manifest[name];
  if (entry === undefined) throw new Error(`manifest.json does not have ${name}`);
  const imported = (entry.imports ?? []).flatMap((each) => filesOf(each, manifest));
  const assets = (entry.assets ?? []).filter((asset) => !asset.endsWith(".js"));
  return [entry.file, ...(entry.css ?? []), ...assets, ...imported];
}

function sha256(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

async function buildWorker(root: string, dist: string, list: KeptList): Promise<void> {
  await build({
    configFile: false,
    root,
    base: "/static/",
    publicDir: false,
    logLevel: "warn",
    define: { __KEPT_LIST__: JSON.stringify(list) },
    build: {
      outDir: dist,
      emptyOutDir: false,
      target: "es2022",
      modulePreload: false,
      rollupOptions: {
        input: join(root, SCRIPT),
        // One classic script under a name that never changes: that is how browsers find its successor.
        output: { format: "iife", entryFileNames: "offline-worker.js" },
      },
    },
  });
}
