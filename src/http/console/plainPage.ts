/** What stands at `/` where the console is not built. Loads nothing and runs nothing. */
export function plainPage(version: string, mode: string | undefined): string {
  const warning =
    mode === undefined
      ? ''
      : `<p role="alert"><strong>${mode.toUpperCase()} MODE.</strong> Nothing here is real or kept: never send it a company&rsquo;s
documents. Its switches are at <a href="emulator/v1"><code>/emulator/v1</code></a>.</p>
`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>gst-intake</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 0 auto; padding: clamp(1rem, 5vw, 3rem) 1.25rem; }
  h1 { font-size: 1.6rem; margin: 0; }
  ul { padding-left: 1.25rem; }
  li { margin: 0.5rem 0; }
  .call { display: block; }
  code { font: 0.95em ui-monospace, monospace; overflow-wrap: anywhere; }
</style>
</head>
<body>
<main>
<h1>gst-intake ${version}</h1>
${warning}<p>This server takes GST sales and purchase registers by Clear&rsquo;s file-ingestion API.
Its pages for people are not built here: <code>npm run build:console</code> builds them, no restart needed.</p>
<p>Programs can do all that those pages do:</p>
<ul>
<li>Ask for an upload URL:
<code class="call">GET /integration/v1/generatePreSign/{sales|purchase}?fileName=&hellip;</code></li>
<li>The whole API, for machines: <a href="openapi.json"><code>/openapi.json</code></a></li>
<li>For operators: <a href="healthz"><code>/healthz</code></a>, <a href="readyz"><code>/readyz</code></a>,
<a href="metrics"><code>/metrics</code></a></li>
</ul>
<p>Your token came from whoever runs this server; the guide is in the <code>docs</code> folder of the project.</p>
</main>
</body>
</html>
`;
}
