export const id=845;export const ids=[845];export const modules={6845:(e,t,r)=>{r.r(t),r.d(t,{reportHtml:()=>d});var n=r(4479),a=r(1112),o=r(2637),i=r(6662);function d(e,t){let r=(0,i.severalRoots)(e),a=new Map((t.rules??[]).map(e=>[e.id,e.title])),d=(0,i.orderedFindings)(e.findings),p=d.filter(e=>"new"===e.status),m=d.filter(e=>"existing"===e.status),h=(0,i.verdictOf)(e),u=e=>(function(e,t,r){let a=(0,i.concerns)(e,r),d=(0,i.certaintyWords)(e.certainty),[l,...c]=e.suggestions;return`<article>
<h3><span class="tag ${e.severity}">${e.severity}</span> ${null===t?"":`${(0,o.Hz)((0,i.titlePhrase)(t))} `}${(0,o.Hz)([(0,o.aY)(e.rule)])}</h3>
<p class="place">${(0,o.Hz)([(0,o.GS)(e)])}</p>
<p>${(0,o.Hz)((0,o.CS)(e.message))}</p>${null===a?"":`
<p>Concerns ${(0,o.Hz)(a)}.</p>`}${null===d?"":`
<p class="certainty">${(0,n.ZD)(d)}</p>`}${void 0===l?"":`
${s(l,!0)}`}${0===c.length?"":`
<details>
<summary>${(0,i.counted)(c.length,"other repair")}</summary>
${c.map(e=>s(e,!1)).join("\n")}
</details>`}
</article>`})(e,a.get(e.rule)??null,r),f=[function(e,t){if(0===e.changes.length)return"";let r=e.changes.map(e=>{var r,n;let a,d,s,l,c,p;return r=e,n=t,a=(0,i.changeRows)(r,12),d=(0,i.openPoints)(r),l=(s=r.causes.map(e=>(0,o.Hz)([(0,o.GS)(e)]))).length>5?`${s.slice(0,5).join(", ")} and ${s.length-5} more`:s.join(", "),c=`<th scope="rowgroup" rowspan="${a.length+ +(d.length>0)}"><span class="tag ${r.kind}">${(0,o.Hz)((0,i.changeTitle)(r))}</span> ${(0,o.Hz)((0,i.targetsPhrase)(r.targets,n,6))}${""===l?"":`<div class="causes">${l}</div>`}</th>`,p=a.map((e,t)=>{let r=[e.origins,e.pair.before,e.pair.after].map(e=>`<td>${(0,o.Hz)(e)}</td>`).join("");return`<tr>${0===t?c:""}${r}</tr>`}),d.length>0&&p.push(`<tr><td colspan="3" class="open">${d.map(o.Hz).join("<br>")}</td></tr>`),`<tbody>
${p.join("\n")}
</tbody>`}).join("\n");return`<section>
<h2>Before and after</h2>
<div class="wide"><table>
<thead><tr><th scope="col">Operations</th><th scope="col">Pages from</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
${r}
</table></div>
</section>`}(e,r),0===p.length?"":`<section>
<h2>Findings</h2>
${p.map(u).join("\n")}
</section>`,0===m.length?"":`<section>
<details>
<summary><h2>${(0,i.counted)(m.length,"finding")} that base has too</h2></summary>
${m.map(u).join("\n")}
</details>
</section>`,l("Ignored",e.ignored.map(e=>(0,o.Hz)((0,i.ignoredPhrase)(e)))),l("Not reviewed",e.unreviewed.map(({path:e,reason:t,scopeEntry:r})=>`${(0,o.Hz)([(0,o.aY)(e),": ",...(0,o.CS)(t)])}${null===r?"":`<pre>${(0,n.ZD)(r.trimEnd())}</pre>`}`)),l("Notes",[...e.notes.map(e=>(0,o.Hz)((0,o.CS)(e))),...e.assumptions.map(e=>(0,o.Hz)(["Settled by the configuration: ",(0,o.aY)(e),"."]))])].filter(e=>""!==e),g="scan"===e.mode?(0,o.Hz)([(0,o.aY)(e.head)]):(0,o.Hz)([(0,o.aY)(e.base)," → ",(0,o.aY)(e.head)]);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${(0,n.ZD)(h.title)}</title>
<style>
${c}
</style>
</head>
<body>
<header class="${e.conclusion}">
<h1>${(0,n.ZD)(h.title)}</h1>
<p>${(0,n.ZD)(h.sentences.join(" "))}</p>
<p class="states">${g}</p>
</header>
<main>
${f.join("\n")}
</main>
<footer>APIM CORS Review ${(0,n.ZD)(t.toolVersion)}</footer>
</body>
</html>
`}function s(e,t){let r=(0,i.certaintyWords)(e.certainty),d=(0,a.U)(e.patch).map(({kind:e,text:t})=>{let r=(0,n.ZD)(t);return"added"===e?`<ins>${r}</ins>`:"removed"===e?`<del>${r}</del>`:r});return`<div class="repair">
<p><strong>${t?"Repair":"Or"}: ${(0,o.Hz)((0,i.titlePhrase)(e.title))}</strong></p>
<p>${(0,o.Hz)((0,o.CS)(e.effect))}</p>${null===r?"":`
<p class="certainty">${(0,n.ZD)(r)}</p>`}
<pre>${d.join("\n")}</pre>
</div>`}function l(e,t){return 0===t.length?"":`<section>
<h2>${e}</h2>
<ul>
${t.map(e=>`<li>${e}</li>`).join("\n")}
</ul>
</section>`}let c=`:root { color-scheme: light dark; --page: #ffffff; --ink: #1f2328; --quiet: #59636e; --line: #d1d9e0; --code: #f1f3f5;
  --bad: #b3261e; --warn: #8a5a00; --good: #1a7f37; --note: #0b5cad; --add: #e3f6e8; --cut: #fdebe9; }
@media (prefers-color-scheme: dark) { :root { --page: #14181d; --ink: #e2e6ea; --quiet: #9aa4af; --line: #363d45; --code: #222830;
  --bad: #ff8b81; --warn: #e3b341; --good: #5fcf7c; --note: #79b8ff; --add: #123d20; --cut: #4a1a18; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { border-left: 0.5rem solid var(--good); padding: 0.25rem 1rem; }
header.fail { border-color: var(--bad); }
h1 { margin: 0; font-size: 1.5rem; }
header p { margin: 0.25rem 0; }
.states, .causes, .certainty, .place, footer { color: var(--quiet); font-size: 0.875rem; }
h2 { margin: 2rem 0 0.75rem; font-size: 1.25rem; }
summary h2 { display: inline; }
h3 { margin: 0 0 0.25rem; font-size: 1rem; }
article p { margin: 0.25rem 0; max-width: 48rem; }
article { border-top: 1px solid var(--line); padding: 1rem 0; }
code, pre { font-family: ui-monospace, Consolas, monospace; font-size: 0.875em; background: var(--code); border-radius: 4px; direction: ltr; unicode-bidi: isolate; }
code { padding: 0.1em 0.3em; overflow-wrap: anywhere; }
pre { padding: 0.75rem; overflow-x: auto; }
pre ins, pre del { display: inline-block; min-width: 100%; text-decoration: none; }
pre ins { background: var(--add); }
pre del { background: var(--cut); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: 0.4rem 0.6rem; text-align: left; vertical-align: top; font-weight: normal; }
thead th { font-weight: 600; }
tbody th { min-width: 14rem; }
td:first-of-type { min-width: 15rem; }
tbody { border-bottom: 2px solid var(--line); }
.tag { border: 1px solid currentColor; border-radius: 4px; padding: 0 0.4em; font-size: 0.8125rem; font-weight: 600; color: var(--note); }
.tag code { background: none; }
.tag.error, .tag.widened { color: var(--bad); }
.tag.warning, .tag.mixed, .tag.unknown { color: var(--warn); }
.open { color: var(--warn); }
.repair { border-left: 3px solid var(--line); margin: 0.75rem 0 0; padding-left: 0.75rem; }
footer { margin-top: 2rem; }`},1112:(e,t,r)=>{function n(e){let t=[],r=0,n=0;for(let a of e.replace(/\n$/,"").split("\n")){let e=a.replace(/\r$/,"");if(e.startsWith("\\")){t.push({kind:"note",text:e});continue}if(r<=0&&n<=0){let a=/^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(e);null!==a&&(r=Number(a[1]??1),n=Number(a[2]??1)),t.push({kind:null===a?"file":"hunk",text:e});continue}e.startsWith("+")?(n-=1,t.push({kind:"added",text:e})):e.startsWith("-")?(r-=1,t.push({kind:"removed",text:e})):(r-=1,n-=1,t.push({kind:"context",text:e}))}return t}function a(e){let t=e.replace(/\n$/,"").split("\n"),r=0,a=0;return(n(e).forEach(({kind:e},n)=>{"file"!==e&&"hunk"!==e&&"note"!==e&&(t[n]?.endsWith("\r")===!0?a+=1:r+=1)}),r+a===0)?"mixed":0===a?"lf":0===r?"crlf":"mixed"}r.d(t,{O:()=>a,U:()=>n})}};