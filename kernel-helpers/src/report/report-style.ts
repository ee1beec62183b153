/** Light and dark as the reader's system asks; on paper always light. No fonts or pictures from elsewhere. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--ground:#fff;--paper:#f6f7f9;--ink:#1d2430;--quiet:#5a6472;--edge:#d5dae1;--accent:#1b5fbf;--good:#e2f4e5;--good-ink:#14532d;--bad:#fde4e4;--bad-ink:#7f1d1d;--s0:#1b5fbf;--s1:#b3261e;--s2:#1e7a46;--s3:#8a4fb0}
@media screen and (prefers-color-scheme:dark){:root{--ground:#16191e;--paper:#1f242b;--ink:#e8ebef;--quiet:#a9b3bf;--edge:#3a424d;--accent:#8ab8ff;--good:#143d24;--good-ink:#b6f0c5;--bad:#4a1d1f;--bad-ink:#ffc9c9;--s0:#8ab8ff;--s1:#ff9d92;--s2:#7fd6a0;--s3:#d3a8ef}
[data-dc-map]{--dc-theme:dark;--dc-ground:#16191e;--dc-ink:#e8ebef;--dc-edge:#3a424d;--dc-paper:#1f242b}
.dc-mark{background:var(--dark)}}
@media print{:root{color-scheme:light}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1080px;padding:24px 20px 64px;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
h1{font-size:2em;line-height:1.2;margin:.2em 0 .1em;overflow-wrap:anywhere}
h2{font-size:1.35em;margin:2.2em 0 .5em;padding-top:.5em;border-top:1px solid var(--edge)}
h3{font-size:1.05em;margin:1.4em 0 .3em;overflow-wrap:anywhere}
p{max-width:75ch;overflow-wrap:anywhere}
a{color:var(--accent)}
a:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.quiet{color:var(--quiet);font-size:.92em}
nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;padding:0;list-style:none}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(126px,1fr));gap:10px;margin:18px 0;padding:0;list-style:none}
.tiles li{padding:12px 14px;border:1px solid var(--edge);border-radius:10px;background:var(--paper)}
.tiles b{display:block;font-size:1.55em;line-height:1.2;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto;margin:12px 0}
table{border-collapse:collapse;font-size:.92em;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--quiet);padding:4px 0}
th,td{padding:5px 12px 5px 0;border-bottom:1px solid var(--edge);vertical-align:top}
th{font-weight:600;text-align:left}th[align=right]{text-align:right}
th[scope=row]{max-width:24ch;overflow-wrap:anywhere;text-align:left}
tbody tr:last-child th,tbody tr:last-child td{border-bottom:0}
.chart{display:block;width:100%;max-width:760px;height:auto}
.chart .grid{stroke:var(--edge);fill:none}.chart .start{stroke:var(--quiet);stroke-dasharray:3 3}
.chart .leader{stroke:var(--edge);fill:none}
.chart text{font:13px system-ui,sans-serif;fill:var(--ink)}.chart .axis{fill:var(--quiet)}
.series path{stroke-width:2.2}
.series-0{--c:var(--s0)}.series-1{--c:var(--s1)}.series-2{--c:var(--s2)}.series-3{--c:var(--s3)}
.series path{stroke:var(--c)}.series circle{fill:var(--c)}.chart .series-name{fill:var(--c);font-weight:600}
.dc-stage{height:min(62vh,560px);min-height:320px}
details{border-bottom:1px solid var(--edge)}summary{cursor:pointer;padding:6px 0}summary h3{display:inline;margin:0}summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.steps{margin:.3em 0;padding-left:1.4em}
.step{margin:.5em 0}.step p{margin:.15em 0}
.prompt{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.88em;white-space:pre-wrap}
ins,del{border-radius:3px;padding:0 2px}
ins{background:var(--good);color:var(--good-ink);text-decoration:underline}
del{background:var(--bad);color:var(--bad-ink);text-decoration:line-through}
.why{margin:.2em 0 .2em;color:var(--quiet);font-size:.92em;overflow-wrap:anywhere}
.pictures{display:flex;flex-wrap:wrap;gap:4px;min-width:64px}
.samples td{padding:5px 14px 5px 0}
.thumbnail{display:block;max-width:72px;max-height:72px;border-radius:4px;outline:1px solid var(--edge)}
.thumbnail.rejected{opacity:.55;outline:2px dashed var(--quiet)}
.thumbnail.wanted{outline:3px solid var(--accent)}
.rejected{display:grid;grid-template-columns:repeat(auto-fill,minmax(290px,1fr));gap:12px;padding:0;list-style:none}
.rejected li{display:flex;gap:10px;align-items:flex-start}
.rejected .thumbnail{opacity:1;outline:1px solid var(--edge);flex:none}
.rejected p{margin:0;font-size:.88em}
.missing{display:inline-block;width:72px;padding:4px;border:1px dashed var(--quiet);font-size:.7em;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:10px 24px}
.facts dt{color:var(--quiet);font-size:.88em}.facts dd{margin:0;overflow-wrap:anywhere}
dl.words dt{font-weight:600}dl.words dd{margin:0 0 .5em;max-width:75ch}
@media print{details::details-content{content-visibility:visible;block-size:auto}body{max-width:none;padding:0;font-size:11pt}nav,.dc-tools,.dc-choice{display:none}h2{break-after:avoid}li,tr,figure{break-inside:avoid}.wide{overflow:visible}}
`;
