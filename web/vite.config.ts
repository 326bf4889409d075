import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, defineConfig, type Plugin, type Rolldown } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The entry of the staff screens. A participant's phone never fetches or stores what only this reaches. */
const STAFF_ENTRY = /\/src\/staff\/index\.tsx$/;

interface ShellFile {
  url: string;
  /** null where the name already carries a hash of the content. */
  revision: string | null;
}

const PUBLIC_FILES = ["manifest.webmanifest", "icon.svg", "icon-192.png"];

/**
 * Lists the files that a participant's phone needs to start with no network: everything reachable from
 * index.html except through the staff entry.
 */
function shellFiles(bundle: Rolldown.OutputBundle): ShellFile[] {
  const wanted = new Set<string>();
  const visit = (name: string): void => {
    const item = bundle[name];
    if (!item || wanted.has(name)) return;
    if (item.type === "chunk" && item.facadeModuleId && STAFF_ENTRY.test(item.facadeModuleId)) return;
    wanted.add(name);
    if (item.type !== "chunk") return;
    const css = (item as { viteMetadata?: { importedCss?: Set<string> } }).viteMetadata?.importedCss;
    for (const next of [...item.imports, ...item.dynamicImports, ...(css ?? [])]) visit(next);
  };
  for (const item of Object.values(bundle)) if (item.type === "chunk" && item.isEntry) visit(item.fileName);
  const hashed = [...wanted].sort().map((name) => ({ url: `/${name}`, revision: null }));
  const digest = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const page = bundle["index.html"];
  if (page?.type !== "asset") throw new Error("index.html is missing from the bundle");
  return [
    { url: "/index.html", revision: digest(page.source) },
    ...PUBLIC_FILES.map((name) => ({ url: `/${name}`, revision: digest(readFileSync(`${here}public/${name}`)) })),
    ...hashed,
  ];
}

/** Builds sw.ts on its own, as one classic script with the list of shell files written in. */
function serviceWorker(): Plugin {
  return {
    name: "foothold-service-worker",
    apply: "build",
    async writeBundle(_options, bundle) {
      const files = shellFiles(bundle);
      await build({
        configFile: false,
        root: here,
        publicDir: false,
        logLevel: "warn",
        define: { __SHELL__: JSON.stringify(files), "process.env.NODE_ENV": JSON.stringify("production") },
        build: {
          outDir: "dist",
          emptyOutDir: false,
          rolldownOptions: { input: `${here}src/sw.ts`, output: { format: "iife", entryFileNames: "sw.js" } },
        },
      });
    },
  };
}

const COMPRESSED = /\.(js|css|html|svg|webmanifest)$/;

/** Writes a .gz beside each text file, once at build time, so that the server sends a cheap phone a third of the bytes and compresses nothing. */
function compressed(): Plugin {
  return {
    name: "foothold-compressed",
    apply: "build",
    closeBundle() {
      const dist = `${here}dist`;
      for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
        if (!COMPRESSED.test(name)) continue;
        const plain = readFileSync(`${dist}/${name}`);
        const small = gzipSync(plain, { level: 9 });
        if (small.length < plain.length) writeFileSync(`${dist}/${name}.gz`, small);
      }
    },
  };
}

export default defineConfig({
  plugins: [serviceWorker(), compressed()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { proxy: { "/api": "http://localhost:8000", "/content": "http://localhost:8000" } },
  build: {
    outDir: "dist",
    target: ["chrome90", "safari15.4", "firefox100"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    sourcemap: false,
    rolldownOptions: {
      // The sealing library asks for Node's own crypto where a browser has none: no browser gets there.
      onLog: (level, log, handle) => {
        if (!log.message.includes('Module "crypto" has been externalized')) handle(level, log);
      },
      output: {
        // The shortest that the bundler allows: the first load carries the name of every part, and a hash does not compress.
        entryFileNames: "assets/[name]-[hash:7].js",
        chunkFileNames: "assets/[name]-[hash:7].js",
        assetFileNames: "assets/[name]-[hash:7][extname]",
        // Parts of the first load that staff screens use too: in one file they compress better than in five.
        codeSplitting: { groups: [{ name: "parts", test: /src[\\/]ui[\\/](card|banner|sheet|button|icon)\.tsx$|node_modules[\\/]preact/ }] },
      },
    },
  },
});
