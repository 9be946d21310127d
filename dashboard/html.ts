/** What the script has to know before the first view. */
export interface Embedded {
  readonly edition: string;
  readonly token: string;
  /** Whether a person can act from here. */
  readonly acts: boolean;
}

const LOGO = `<svg class="logo" viewBox="0 0 40 28" aria-hidden="true">
  <circle class="logo-blue" cx="14" cy="14" r="12" /><circle class="logo-green" cx="26" cy="14" r="12" />
</svg>`;

const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="14" cy="20" r="13" fill="#2f6fe4"/>' +
    '<circle cx="26" cy="20" r="13" fill="#12a066" fill-opacity=".85"/></svg>',
)}`;

const frame = (id: string, title: string, says: string) => `<figure class="frame" id="${id}-frame" hidden>
  <figcaption>
    <span><b>${title}</b> <span class="muted">${says}</span></span>
    <span class="tools">
      <a target="_blank" rel="noopener noreferrer">Open<span class="unseen"> ${title} in a new tab</span></a>
      <button type="button" class="quiet">Reload<span class="unseen"> ${title}</span></button>
    </span>
  </figcaption>
</figure>`;

/** The page with everything in its place, and nothing in it yet: `client/` fills it. Nothing from outside goes in. */
export function html({ edition, token, acts }: Embedded): string {
  return `<!doctype html>
<html lang="en" data-edition="${edition}" data-token="${token}" data-acts="${acts}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Blue/green release</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the release</a>
<header class="top">
  ${LOGO}
  <div class="title"><h1 id="system">Blue/green release</h1><p id="place" class="muted"></p></div>
  <p id="connection" class="connection" role="status">Connecting…</p>
  <dl id="facts" class="facts"></dl>
</header>
<noscript><p class="card">This page draws a running release, and needs JavaScript for it.</p></noscript>
<main id="main" tabindex="-1">
  <section class="card release" aria-labelledby="release-title">
    <div class="release-head">
      <div class="release-name">
        <h2 id="release-title" tabindex="-1">No release yet</h2>
        <p id="release-facts" class="muted"></p>
      </div>
      <label id="releases-field" class="field" hidden>Release <select id="releases"></select></label>
      <div class="buttons">
        <button type="button" id="approve" class="primary" hidden>Approve</button>
        <button type="button" id="stop" class="danger" hidden>Stop and roll back</button>
      </div>
    </div>
    <p id="action-error" class="note" data-tone="bad" role="alert" hidden></p>
    <div id="notes" class="notes"></div>
    <ol id="stages" class="stages" aria-label="Stages of the pipeline"></ol>
  </section>

  <section class="card deployment" aria-labelledby="deployment-title">
    <h2 id="deployment-title">Deployment</h2>
    <p id="deployment-facts" class="muted">None yet.</p>
    <ol id="lifecycle" class="lifecycle" aria-label="Lifecycle events"></ol>
  </section>

  <section class="card users" aria-labelledby="users-title">
    <div class="card-head">
      <h2 id="users-title">What users meet</h2>
      <button type="button" id="numbers-toggle" class="quiet" aria-expanded="false" aria-controls="numbers">Show numbers</button>
    </div>
    <div id="task-sets" class="task-sets"></div>
    <div id="numbers" class="numbers" role="region" aria-label="Numbers behind the charts" tabindex="0" hidden></div>
    <div class="charts">
      <figure id="share-chart" class="chart wide"></figure>
      <figure id="failed-chart" class="chart"></figure>
      <figure id="latency-chart" class="chart"></figure>
    </div>
  </section>

  <section class="card application" id="application" aria-labelledby="application-title">
    <h2 id="application-title">The application</h2>
    <p id="no-frames" class="muted">It has no address yet.</p>
    ${frame("production", "Production", "users")}
    ${frame("test", "Test", "before users")}
  </section>

  <section class="card alarms" aria-labelledby="alarms-title">
    <div class="card-head"><h2 id="alarms-title">Alarms</h2><p id="alarms-summary" class="muted"></p></div>
    <ul id="alarms" class="rows"></ul>
  </section>

  <section class="card events" aria-labelledby="log-title">
    <div class="card-head">
      <h2 id="log-title">Log</h2>
      <label class="field">Source <select id="log-source"><option value="">All</option></select></label>
      <button type="button" id="log-pause" class="quiet" aria-pressed="false">Pause</button>
    </div>
    <div id="log" class="log" role="log" aria-live="off" aria-labelledby="log-title" tabindex="0"></div>
  </section>
</main>

<dialog id="confirm" aria-labelledby="confirm-title">
  <h2 id="confirm-title">Stop this release?</h2>
  <p>Users go back to the original task set at once, and the replacement is ended.</p>
  <div class="buttons">
    <button type="button" id="confirm-no" class="quiet">Let it go on</button>
    <button type="button" id="confirm-yes" class="danger">Stop and roll back</button>
  </div>
</dialog>
<div id="news" class="unseen" role="status" aria-live="polite"></div>
<div id="urgent-news" class="unseen" role="alert" aria-live="assertive"></div>
</body>
</html>
`;
}
