export const id=726;export const ids=[726];export const modules={6078:(e,t,r)=>{r.d(t,{explorerPage:()=>B});var a=r(9952),o=r(6466),i=r(9814),n=r(9245),s=r(9548),l=r(1623),d=r(5970),p=r(9924),c=r(3107),h=r(2933),u=r(3941),m=r(7772),f=r(8174),g=r(5064),b=r(1225),w=r(4554),y=r(3864),v=r(1779),$=r(7342),x=r(6055);r(2407);var k=r(2867);class O{titles;told;showRoots;#e=new Set;constructor(e,t,r){this.titles=e,this.told=t,this.showRoots=r}of(e){let[t]=e.findings;if(void 0===t)return"";let r=this.titles.get(t.rule),a=(0,x.$y)(e.certainty),o=this.told.get(e.id),i=void 0===o?(0,b.E)(e):(0,m.MZ)`For the same reason as ${(0,m.GS)(o)}.`,[s,...l]=(0,n.O)(e),d=e.depends.map(e=>`<p class="certainty">Depends on ${(0,m.Hz)([(0,m.aY)(e.point)])}:</p>
<pre>${(0,v.E)(e).map(p.ZD).join("\n")}</pre>`),c=`${(0,m.Hz)([(0,m.aY)(t.rule)])}${void 0===r?"":` (${(0,m.Hz)((0,k.i7)(r))})`}`;return[`<article>
<h3><span class="tag ${e.severity}">${e.severity}</span> ${(0,m.Hz)((0,w.$E)(e))}</h3>`,`<p class="place">${(0,m.Hz)([(0,m.GS)(e)])} ${c}</p>`,`<p>${(0,m.Hz)(i)}</p>`,...null===a?[]:[`<p class="certainty">${(0,p.ZD)(a)}</p>`],...d,...void 0===s?[]:[this.#t(s,!0)],...0===l.length?[]:[`<details>
<summary>${(0,f.hS)(l.length,"other fix","other fixes")}</summary>
${l.map(e=>this.#t(e,!1)).join("\n")}
</details>`],...this.#r(e,(0,m.Uy)(i)),"</article>"].join("\n")}#r({findings:e},t){let r=(0,c.y)(e).map(e=>{let r=(0,k.Kc)(e,this.showRoots),a=(0,m.Uy)((0,d.$r)(e))===t?"":`: ${(0,m.Hz)((0,d.$r)(e))}`;return`<li>${e.severity} ${(0,m.Hz)([(0,m.GS)(e)])} ${(0,m.Hz)([(0,m.aY)(e.rule)])}${a}${null===r?"":` Concerns ${(0,m.Hz)(r)}.`}</li>`});return[`<details>
<summary>${(0,f.hS)(r.length,"finding")}</summary>
<ul>
${r.join("\n")}
</ul>
</details>`]}#t(e,t){let r,a,o=this.#e.has(e.patch);return this.#e.add(e.patch),r=(0,x.$y)(e.certainty),a=(0,u.UZ)(e.patch).map(({kind:e,text:t})=>{let r=(0,p.ZD)(t);return"added"===e?`<ins>${r}</ins>`:"removed"===e?`<del>${r}</del>`:r}),`<div class="repair">
<p><strong>${t?"Fix":"Or"}${e.isSafe?" (safe)":""}: ${(0,m.Hz)((0,y.S)(e.title))}</strong></p>
<p>Checked: ${(0,m.Hz)((0,s.B)(e.effect))}</p>${null===r?"":`
<p class="certainty">${(0,p.ZD)(r)}</p>`}
${o?"<p>The patch is above.</p>":`<pre>${a.join("\n")}</pre>`}
</div>`}}function z(e,t,r){if(0===t.length)return"";let a=t.slice(0,r).map(e=>`<li>${e}</li>`);return t.length>r&&a.push(`<li>${(0,f.hS)(t.length-r,"more entry","more entries")} in the JSON report.</li>`),`<section>
<h2>${e}</h2>
<ul>
${a.join("\n")}
</ul>
</section>`}let S=`:root { color-scheme: light dark; --page: #ffffff; --ink: #1f2328; --quiet: #59636e; --line: #d1d9e0; --code: #f1f3f5;
  --bad: #b3261e; --warn: #8a5a00; --good: #1a7f37; --note: #0b5cad; --add: #e3f6e8; --cut: #fdebe9; }
@media (prefers-color-scheme: dark) { :root { --page: #14181d; --ink: #e2e6ea; --quiet: #9aa4af; --line: #363d45; --code: #222830;
  --bad: #ff8b81; --warn: #e3b341; --good: #5fcf7c; --note: #79b8ff; --add: #123d20; --cut: #4a1a18; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { border-left: 0.5rem solid var(--good); padding: 0.25rem 1rem; }
header.fail { border-color: var(--bad); }
h1 { margin: 0; font-size: 1.5rem; }
header p { margin: 0.25rem 0; }
.states, .certainty, .place, footer { color: var(--quiet); font-size: 0.875rem; }
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
tbody th { white-space: nowrap; }
td:first-of-type { min-width: 15rem; }
tbody { border-bottom: 2px solid var(--line); }
.tag { border: 1px solid currentColor; border-radius: 4px; padding: 0 0.4em; font-size: 0.8125rem; font-weight: 600; color: var(--note); }
.tag code { background: none; }
.tag.error { color: var(--bad); }
.tag.warning { color: var(--warn); }
.tag.gain { color: var(--good); }
.repair { border-left: 3px solid var(--line); margin: 0.75rem 0 0; padding-left: 0.75rem; }
footer { margin-top: 2rem; }`;var P=r(2116),A=r(8678);let M=[{point:"terminate-unmatched-default",because:"the page's attribute table says false since August 2025, its list of common issues says true; every gateway that was observed behaves as true",measure:"a `<cors>` without the attribute; GET with another Origin: empty 200, or the backend's answer"},{point:"second-cors-decorates-actual",because:"when the first `<cors>` does not match and passes the request on, no page says whether a later one adds its headers to the actual response; one such pair of policies is in production and works",measure:"two `<cors>` in two scopes, the first with `false`; GET with the second's Origin"},{point:"fragment-cors-at-preflight",because:"the page asks for direct children; a preflight got 404 in 2022, and the release notes of October 2022 say that fragments work since",measure:"OPTIONS to an API whose only `<cors>` is in a fragment"},{point:"partial-match-at-preflight",because:"the origin is listed, the method or a header is not: what the answer looks like",measure:"OPTIONS with a listed Origin and `Access-Control-Request-Headers: x-not-listed`"},{point:"partial-match-passes-on",because:'whether a method that is not listed counts as "unmatched"',measure:"two `<cors>` in two scopes with one origin, only the second with PUT; OPTIONS for PUT"},{point:"unlisted-method-at-actual",because:"whether the request itself is held against `<allowed-methods>`",measure:"`<method>PUT</method>` alone; GET with the listed Origin"},{point:"hand-written-beside-cors",because:"`<cors>` and `set-header` in `<outbound>` write the same header: which runs last",measure:"both in one API; GET with the listed Origin"},{point:"unmatched-other-methods",because:"the page speaks of GET and HEAD only; form posts (POST) are ended in production",measure:'`terminate-unmatched-request="true"`; POST with another Origin'},{point:"null-under-wildcard",because:"whether `*` matches the origin `null`",measure:"`<origin>*</origin>`; OPTIONS with `Origin: null`"},{point:"null-listed",because:"`null` is no URL, and saving should fail; no page says so",measure:"save `<origin>null</origin>`, then OPTIONS with it"},{point:"wildcard-origin-with-credentials",because:"whether `*` is sent as `*` or as the caller's origin",measure:"`<origin>*</origin>` with credentials; OPTIONS with any Origin"},{point:"wildcard-lists",because:"no page says whether `*` in the method and header lists is sent as `*` or as the names asked for; a browser minds where credentials are sent. Captured answers hold the names asked for",measure:"`<header>*</header>`; OPTIONS with `Access-Control-Request-Headers: x-a`"},{point:"method-names-printed",because:"browsers compare the methods of the answer with their case, and no page says whose spelling the answer has",measure:"`<method>put</method>`; OPTIONS for PUT, look at Access-Control-Allow-Methods"},{point:"method-names-ignore-case",because:"whether `put` in the list matches PUT",measure:"`<method>put</method>`; OPTIONS for PUT"},{point:"versionless-preflight",because:"versions in a header: the page names policies at API scope only",measure:"a global `<cors>`, a header-versioned API; OPTIONS without the header"},{point:"preflight-without-operation",because:"a preflight for a method that no operation has",measure:"OPTIONS for DELETE where only GET is defined"},{point:"preflight-without-api",because:"a preflight to a path that no API has",measure:"a global `<cors>`; OPTIONS to `/nowhere`"},{point:"options-without-request-method",because:"OPTIONS with an Origin, without `Access-Control-Request-Method`",measure:"that request"},{point:"backend-cors",because:"the backend sends CORS headers too",measure:"a backend that does; GET with a listed Origin"},{point:"policy-elsewhere",because:"code that deploys a part of a service does not show the global and product policies that others deploy; where such policies were seen, mostly `<cors>` stood in the policy of the API",measure:"look at the global policy and at those of the products in the portal"},{point:"missing-inbound-inherits",because:"a document without `<inbound>`: whether it inherits",measure:"such an API below a global `<cors>`"},{point:"product-key-sent",because:"a product's key in a header is in no preflight, one in the URL is: pages decide",measure:"look at what the page sends"},{point:"open-product",because:"a product whose metadata does not say whether it needs a subscription",measure:"the portal shows it"},{point:"api-needs-key",because:"an API whose metadata does not say so",measure:"the portal shows it"},{point:"fragment-holds-cors",because:"a fragment that is not in the repository",measure:"look at it"},{point:"branch-runs",because:"a condition is decided at run time",measure:"read the condition"},{point:"expression",because:"an expression gives an attribute's value",measure:"read the expression"},{point:"unresolved",because:"whether a value the repository does not hold is the origin at hand",measure:"look at the value"},{point:"unresolved-name",because:"the same for a method or a header",measure:"look at the value"}],T=[{point:"policy-elsewhere",reading:"no-cors",date:"2026-03-18",source:{title:"Azure-Samples/tutor pull request 139",url:"https://github.com/Azure-Samples/tutor/pull/139"},seen:"the <cors> of an API answered its preflights although <base /> stands above it: nothing above the API did",strength:"captured"},{point:"terminate-unmatched-default",reading:"true",date:"2020-05-21",source:{title:"azure-docs issue 55313",url:"https://github.com/MicrosoftDocs/azure-docs/issues/55313"},seen:"an unlisted origin without a token gets an empty 200, not the 401 of the token check below",strength:"captured"},{point:"terminate-unmatched-default",reading:"true",date:"2021-02-26",source:{title:"azure-docs issue 71283, the API Management team",url:"https://github.com/MicrosoftDocs/azure-docs/issues/71283"},seen:"an unlisted origin gets 200; write `false` to change it",strength:"microsoft"},{point:"terminate-unmatched-default",reading:"true",date:"2021-04-12",source:{title:"pagopa-archive/io-infrastructure-live-new pull request 493",url:"https://github.com/pagopa-archive/io-infrastructure-live-new/pull/493"},seen:"form posts of card issuers needed a policy with every origin",strength:"production"},{point:"terminate-unmatched-default",reading:"true",date:"2023-01-09",source:{title:"Microsoft Q&A 1159273, a moderator",url:"https://learn.microsoft.com/en-us/answers/a/1159273"},seen:"the empty 200 is explained by the default value, true",strength:"microsoft"},{point:"terminate-unmatched-default",reading:"true",date:"2023-01-11",source:{title:"pagopa/cstar-infrastructure pull request 757",url:"https://github.com/pagopa/cstar-infrastructure/pull/757"},seen:"APIs were not reached until the attribute was written out as `false`",strength:"production"},{point:"terminate-unmatched-default",reading:"true",date:"2025-09-24",source:{title:"pagopa/selfcare 40f1fb3b",url:"https://github.com/pagopa/selfcare/commit/40f1fb3b5e4be0bdab426ee15a9c938338ecda00"},seen:"a login by form post needed an operation policy that lists its origin, seven weeks after the page was changed",strength:"production"},{point:"terminate-unmatched-default",reading:"true",date:"2026-03-18",source:{title:"pagopa/pagopa-infra cdd8cc6e",url:"https://github.com/pagopa/pagopa-infra/commit/cdd8cc6e87b8ee4d6c712e9889ba898229e1fea7"},seen:"a header written in outbound was not enough for an origin that the policy does not list",strength:"production"},{point:"terminate-unmatched-default",reading:"true",date:"2026-04-02",source:{title:"pagopa/pagopa-infra b8cd9591",url:"https://github.com/pagopa/pagopa-infra/commit/b8cd9591b2977a249c391f165d19430cf9572fab"},seen:"a <cors> below <base /> did not count until it was moved above",strength:"production"},{point:"terminate-unmatched-default",reading:"false",date:"2025-08-06",source:{title:"azure-docs pull request 127474",url:"https://github.com/MicrosoftDocs/azure-docs/pull/127474"},seen:"the attribute table was changed to `false`; nothing observed, and another section of the page still says `true`",strength:"microsoft"},{point:"second-cors-decorates-actual",reading:"yes",date:"2023-01-11",source:{title:"pagopa/cstar-infrastructure pull request 757",url:"https://github.com/pagopa/cstar-infrastructure/pull/757"},seen:"<base /> with a <cors> that passes on, then a <cors> with every origin: it went live and stayed",strength:"production"},{point:"second-cors-decorates-actual",reading:"yes",date:"2026-04-02",source:{title:"pagopa/pagopa-infra b8cd9591",url:"https://github.com/pagopa/pagopa-infra/commit/b8cd9591b2977a249c391f165d19430cf9572fab"},seen:"agrees, once the default of the attribute is true",strength:"production"},{point:"unmatched-other-methods",reading:"ends",date:"2021-04-12",source:{title:"pagopa-archive/io-infrastructure-live-new pull request 493",url:"https://github.com/pagopa-archive/io-infrastructure-live-new/pull/493"},seen:"form posts of card issuers needed a policy with every origin",strength:"production"},{point:"unmatched-other-methods",reading:"ends",date:"2023-08-09",source:{title:"pagopa/io-infra pull request 654",url:"https://github.com/pagopa/io-infra/pull/654"},seen:"an operation that takes SAML form posts has a <cors> with every origin, and nothing else",strength:"production"},{point:"unmatched-other-methods",reading:"ends",date:"2025-09-24",source:{title:"pagopa/selfcare 40f1fb3b",url:"https://github.com/pagopa/selfcare/commit/40f1fb3b5e4be0bdab426ee15a9c938338ecda00"},seen:"a login by form post needed an operation policy that lists its origin",strength:"production"},{point:"fragment-cors-at-preflight",reading:"answers",date:"2022-10",source:{title:"API Management release notes, October 2022",url:"https://github.com/Azure/API-Management/blob/main/changelogs/api-management-service.md"},seen:"<cors> can now be used in policy fragments",strength:"microsoft"},{point:"fragment-cors-at-preflight",reading:"answers",date:"2023-06-06",source:{title:"developer portal issue 2202",url:"https://github.com/Azure/api-management-developer-portal/issues/2202"},seen:"<cors> in a fragment works with a key",strength:"captured"},{point:"fragment-cors-at-preflight",reading:"ignored",date:"2022-06-16",source:{title:"azure-docs issue 94507",url:"https://github.com/MicrosoftDocs/azure-docs/issues/94507"},seen:"preflights got 404, before the release of October 2022",strength:"captured"},{point:"wildcard-lists",reading:"echoed",date:"2020-12-29",source:{title:"developer portal issue 1105",url:"https://github.com/Azure/api-management-developer-portal/issues/1105"},seen:"one header asked for: the answer names that one, and one method",strength:"captured"}];var I=r(5323),q=r(6331),C=r(9398);let E={service:0,view:"difference",search:"",onlyChanged:!1,origin:"",method:"GET",api:"",operation:"",url:"",headers:[],credentials:"same-origin",mode:"cors",product:"",key:"",assume:new Map,repairs:[]};function H(e,t,r){var a;let o,l,d,c,h,u,f,g;return(0,p.s$)((a=function(e,{pairs:t,assume:r,texts:a},o){let l=e=>{let t;return void 0===e?null:(t=null===o?e.apis:e.apis.filter(({workspace:e,id:t})=>o.has((0,A.ik)(e,t))),{...e,problems:[],apisLeftOut:e.apisLeftOut||t.length<e.apis.length,global:N(e.global),workspaces:new Map([...e.workspaces].map(([e,t])=>[e,{...t,policy:N(t.policy)}])),products:e.products.map(e=>({...e,policy:N(e.policy)})),fragments:e.fragments.map(e=>({...e,policy:N(e.policy)})),apis:t.map(e=>({...e,policy:N(e.policy),operations:e.operations.map(e=>({...e,policy:N(e.policy)}))}))})},d=t.map(({base:e,head:t})=>({name:function(e){if(void 0===e)return"";let t=""===e.root?".":e.root;return null===e.environment?t:`${t} (${e.environment})`}((t??e)?.service),base:l(e?.service),head:l(t?.service)})),p=d.reduce((e,{base:t,head:r})=>e+((r??t)?.apis.length??0),0);return{mode:e.mode,services:d,assume:r,causes:(0,i.FQ)(e).slice(0,40).map(e=>({id:e.id,title:(0,m.Uy)((0,w.$E)(e)),severity:e.severity,path:e.path,line:e.line,repairs:(0,n.O)(e).slice(0,3).flatMap((t,r)=>(function(e,t){let r=new Map;for(let{ref:a,text:o}of e.texts??[]){let e=(0,P.L7)(a,t,o);if(!e.ok)return null;r.set((0,C.XF)(a),N(e))}if(0===r.size)return null;let{title:a,effect:o,isSafe:i}=e;return{id:t,title:(0,m.Uy)((0,y.S)(a)),effect:(0,m.Uy)((0,s.B)(o)),isSafe:i,policies:r}})(t,`${e.id}.${r+1}`)??[])})),points:new Map(M.map(({point:e,because:t})=>[(0,I.Ap)(e),{because:t,seen:T.filter(t=>t.point===e).map(({reading:e,date:t,seen:r})=>({reading:e,text:`${r} (${t})`}))}])),contracts:function({contracts:e=[]}){return e.map(({name:e,environment:t,before:r,result:a,counterexample:o})=>{if(null===o)return{name:e,environment:t,before:r,result:a,hash:null};let{origin:i,method:n,url:s,headers:l,credentials:d,product:p,key:c}=o;return{name:e,environment:t,before:r,result:a,hash:function(e){let t={...E,...e},r=new URLSearchParams;for(let e of["origin","method","api","operation","url","credentials","mode","product","key","view","search"])t[e]!==E[e]&&r.set(e,t[e]);for(let e of t.headers)r.append("header",e);for(let[e,a]of t.assume)r.append("assume",`${e}=${a}`);for(let e of t.repairs)r.append("repair",e);return 0!==t.service&&r.set("service",String(t.service)),t.onlyChanged&&r.set("changed","yes"),`#${r.toString()}`}({origin:i,method:n,url:s,headers:l,credentials:d,product:p??"",key:c??""})}})}(e),lines:{base:R(d.flatMap(({base:e})=>e??[]),a.base),head:R(d.flatMap(({head:e})=>e??[]),a.head)},apisLeftOut:t.reduce((e,{base:t,head:r})=>e+((r??t)?.service.apis.length??0),0)-p}}(e,t,r),o=[],l=[],d=new Map,c=new Map,h=new Map,u=e=>{let t=JSON.stringify(e),r=c.get(t);return void 0===r&&(r=l.push(e)-1,c.set(t,r)),r},(g=(f=e=>{if(null===e||"string"==typeof e||"number"==typeof e||"boolean"==typeof e)return u(e);if("object"!=typeof e)throw Error(`a ${typeof e} cannot be packed`);let t=h.get(e);if(void 0!==t)return t;if(Array.isArray(e))t=u([-1,...e.map(f)]);else if(e instanceof Map)t=u([-2,...[...e].flatMap(([e,t])=>[f(e),f(t)])]);else if(e instanceof Set)t=u([-3,...[...e].map(f)]);else{let r,a,i,n;i=JSON.stringify(a=(r=Object.entries(e).filter(([,e])=>void 0!==e&&"function"!=typeof e)).map(([e])=>e)),void 0===(n=d.get(i))&&(n=o.push(a)-1,d.set(i,n)),t=u([n,...r.map(([,e])=>f(e))])}return h.set(e,t),t})(a))!==l.length-1&&l.push(l[g]??null),{shapes:o,cells:l}))}let D=new WeakMap;function N(e){if(e?.ok!==!0)return e;let{document:t}=e,r=D.get(t);if(void 0===r){let e=t.id.slice(0,16),a=new Map([...t.sections].map(([e,t])=>[e,{...t,statements:t.statements.map(U)}]));r={ok:!0,document:{...t,id:e,sections:a,host:null,ignores:[],notUnderstood:[],flow:null}},D.set(t,r)}return r}function U(e){return"policy"===e.kind?{...e,nested:e.nested.map(U)}:"cors"===e.kind?{...e,element:{...e.element,children:e.element.children.map(j)}}:e}function j(e){return{...e,place:{...e.place,start:0,end:0},children:e.children.map(j)}}function R(e,t){let r=new Map;for(let t of e)for(let{file:e}of(0,q.uo)({...t,metadataAmong:()=>[]})){let t=e.ok?e.document.path:e.broken.path,a=r.get(t)??new Set;for(let t of e.ok?G(e.document):[e.broken.line])a.size<60&&a.add(t);r.set(t,a)}let a=new Map;for(let[e,o]of r){let r=t.get(e)?.split(/\r\n|\r|\n/);if(void 0===r)continue;let i=[...o].flatMap(e=>{let t=r[e-1];return void 0===t?[]:[[e,t.trimEnd().slice(0,160)]]});i.length>0&&a.set(e,new Map(i))}return a}function*G(e){for(let{place:t,statements:r}of e.sections.values())r.length>0&&(yield t.line),yield*Z(r);for(let{element:t}of e.headerWriters)yield t.place.line}function*Z(e){for(let t of e)if("others"===t.kind)for(let e of t.ends?.keys()??[])yield t.lines[e]??1;else if("cors"===t.kind){let{line:e,endLine:r}=t.element.place;for(let t=e;t<=Math.min(r,e+4);t+=1)yield t}else yield t.place.line,"policy"===t.kind&&(yield*Z(t.nested))}let L=`body { max-width: 100rem; }
.bar, #request { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; margin: 0 0 0.75rem; }
.field span { display: block; font-size: 0.8125rem; color: var(--quiet); }
.option { display: block; padding: 0.125rem 0; }
.bar .option { padding: 0.4rem 0; }
input, select, textarea, button { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--quiet); border-radius: 4px; padding: 0.25rem 0.5rem; max-width: 100%; }
#request input { width: 18rem; }
textarea { width: 18rem; font-family: ui-monospace, Consolas, monospace; font-size: 0.875em; }
#assume-block { width: 30rem; }
button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--note); outline-offset: 1px; }
#matrix .wide { max-height: 70vh; overflow: auto; }
#matrix caption { text-align: left; color: var(--quiet); font-size: 0.875rem; padding: 0.25rem 0; }
#matrix th, #matrix td { padding: 0.125rem 0.375rem; font-size: 0.875rem; }
#matrix thead th { position: sticky; top: 0; background: var(--page); z-index: 2; min-width: 7rem; max-width: 14rem; overflow-wrap: anywhere; vertical-align: bottom; }
#matrix tbody th { position: sticky; left: 0; background: var(--page); z-index: 1; white-space: normal; min-width: 12rem; max-width: 24rem; overflow-wrap: anywhere; }
#matrix thead th:first-child { left: 0; z-index: 3; }
#matrix td { min-width: 0; }
#matrix button { border: 0; padding: 0.125rem 0.25rem; text-align: left; background: none; }
#matrix .depth2 th { padding-left: 1.5rem; }
#matrix .depth3 th { padding-left: 3rem; font-weight: normal; }
.loses { color: var(--bad); font-weight: 600; }
.mayLose, .changes, .depends { color: var(--warn); }
.gains, .mayGain { color: var(--good); }
.blocked, .quiet { color: var(--quiet); }
.side.blocked { color: inherit; }
#verdict { font-weight: 600; border-left: 0.25rem solid var(--note); padding: 0.25rem 0.75rem; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1rem; }
.side { border: 1px solid var(--line); border-radius: 4px; padding: 0.5rem 1rem; min-width: 0; overflow-wrap: anywhere; }
.side.blocked .verdict { color: var(--bad); }
.side.allowed .verdict { color: var(--good); }
.side.unknown .verdict { color: var(--warn); }
h4 { margin: 0.75rem 0 0; font-size: 0.875rem; }
.chain { list-style: none; padding: 0; }
.chain > li { border: 1px solid var(--line); border-radius: 4px; padding: 0.25rem 0.5rem; }
.chain > li + li { margin-top: 1rem; position: relative; }
.chain > li + li::before { content: '▲ <base />'; position: absolute; top: -1rem; font-size: 0.6875rem; line-height: 1rem; color: var(--quiet); }
.chain ul { margin: 0.25rem 0; padding-left: 1rem; }
.scope { font-weight: 600; }
.decides > strong { color: var(--note); border: 1px solid currentColor; border-radius: 4px; padding: 0 0.3em; font-size: 0.8125rem; }
.chain pre { margin: 0.25rem 0; padding: 0.25rem 0.5rem; }
fieldset { border: 1px solid var(--line); border-radius: 4px; margin: 0 0 0.75rem; }
.causes { list-style: none; padding: 0; }
.causes > li { border-top: 1px solid var(--line); padding: 0.5rem 0; }
.causes p { margin: 0 0 0.25rem; }
@media print { .bar, #request, #copy-assume { display: none; } #matrix .wide { max-height: none; overflow: visible; } }`;async function B(e,{base:t,head:n,pairs:s,assume:d},c){let{script:u}=await r.e(14).then(r.bind(r,5339)),y=new Set(s.flatMap(({base:e,head:t})=>[e,t].flatMap(e=>e??[])).flatMap(e=>[...e.documents()].map(({file:e})=>e.ok?e.document.path:e.broken.path))),v=await Y(n,y);return async function(e,t,r,n){let[s,d]=await Promise.all([J(r),J(function(e,t){let r=H(e,t,null);if(r.length<=15e5)return r;let a=[...new Set([...e.changes.map(({targets:e})=>e),...e.findings.map(({targets:e})=>e)].flat().flatMap(({workspace:e,api:t})=>null===t?[]:[(0,A.ik)(e,t)]))];for(let r=a.length;;r=Math.floor(r/2)){let o=H(e,t,new Set(a.slice(0,r)));if(o.length<=15e5||0===r)return o}}(e,t))]);return function(e,t){var r;let a,n,s,d=new Map((t.rules??[]).map(e=>[e.id,e.title])),c=(0,i.FQ)(e),u=c.filter(({status:e})=>"new"===e),y=c.filter(({status:e})=>"existing"===e),v=u.filter(({severity:e,rows:t})=>"info"!==e||0===t.length),{live:x}=t,P=void 0===x?1/0:40,A=(0,$.V)(e),M=[function(e,t){if(0===e.length)return"";let r=e.slice(0,t).map(({mark:e,origins:t,where:r,before:a,after:o})=>{let i=[t,r,a,o].map(e=>`<td>${(0,m.Hz)(e)}</td>`).join(""),n=e.replace(/^[^a-z]+/,"");return`<tr><th scope="row"><span class="tag ${"loses"===n||"cannot call"===n?"error":"gains"===n?"gain":"warning"}">${(0,p.ZD)(n)}</span></th>${i}</tr>`}),a=e.length>t?`
<p>${(0,f.hS)(e.length-t,"more row")} in the JSON report.</p>`:"";return`<section>
<h2>Before and after</h2>
<div class="wide"><table>
<thead><tr><th scope="col">Change</th><th scope="col">Pages from</th><th scope="col">API</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
<tbody>
${r.join("\n")}
</tbody>
</table></div>${a}
</section>`}((0,h.q)(e,u),void 0===x?500:60),...void 0===x?(r=new O(d,(0,b.p)(c),(0,g.QP)(e)),a=`${(0,f.hS)(y.length,"older problem")} of ${"scan"===e.mode?"the baseline":"base"}`,n=e=>e.map(e=>r.of(e)).join("\n"),[0===v.length?"":`<section>
<h2>Problems</h2>
${n(v)}
</section>`,0===y.length?"":`<section>
<details>
<summary><h2>${a}</h2></summary>
${n(y)}
</details>
</section>`]):(s=e=>`<span class="tag ${e.severity}">${e.severity}</span> ${(0,m.Hz)((0,w.$E)(e))} ${(0,m.Hz)([(0,m.GS)(e)])}`,[z("Problems",v.map(s),40),z("Older problems",y.map(s),40),'<p class="place">This is the short report. <code>--format html</code> writes the whole one: reasons, fixes with their patches, findings.</p>']),z("Ignored",e.ignored.filter(({isConsequence:e})=>!0!==e).map(e=>(0,m.Hz)((0,k.k9)(e))),P),z("Not reviewed",e.unreviewed.map(e=>`${(0,m.Hz)([(0,m.aY)(e.path),": ",...(0,o.c)(e)])}${null===e.scopeEntry?"":`<pre>${(0,p.ZD)(e.scopeEntry.trimEnd())}</pre>`}`),P),z("Notes",[...e.notes.map(e=>(0,m.Hz)((0,l.q)(e))),...e.assumptions.map(e=>(0,m.Hz)(["Settled by the configuration: ",(0,m.aY)(e),"."]))],P)].filter(e=>""!==e),T=(0,w.Pl)(e,c),I=void 0===x?S:`${S}
${x.styles}`,q=void 0===x?"style-src 'unsafe-inline'":`style-src ${x.hashOf(I)}; script-src ${x.hashOf(x.script)} ${x.hashOf(x.unpacked)}; base-uri 'none'; form-action 'none'`,C="scan"===e.mode?(0,m.Hz)([(0,m.aY)(e.head)]):(0,m.Hz)([(0,m.aY)(e.base)," → ",(0,m.aY)(e.head)]);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${q}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${(0,p.ZD)(A.title)}</title>
<style>${void 0===x?`
${I}
`:I}</style>
</head>
<body>
<header class="${e.conclusion}">
<h1>${(0,p.ZD)(T)}</h1>
<p>${(0,p.ZD)([A.title+".",...A.sentences.filter(e=>e!==T)].join(" "))}</p>
<p class="states">${C}</p>
</header>
<main>
${[...void 0===x?[]:[x.start],...M].join("\n")}
</main>
<footer>APIM CORS Review ${(0,p.ZD)(t.toolVersion)}</footer>
${void 0===x?"":function({data:e,script:t}){let r=Object.entries(e).map(([e,t])=>`<script type="text/plain" id="${e}">${t}<\/script>
`);return`${r.join("")}<script>${t}<\/script>
`}(x)}</body>
</html>
`}(e,{...n,live:{styles:L,hashOf:e=>{var t;return`'sha256-${t=(0,a.f)(e),Q(Uint8Array.from(t.match(/../g)??[],e=>parseInt(e,16)))}'`},start:'<div id="explorer" hidden></div>',data:{"explorer-data":d,"explorer-script":s},script:F,unpacked:r}})}(e,{pairs:s,assume:d,texts:{base:t===n?v:await Y(t,y),head:v}},u,c)}async function Y(e,t){let r=new TextDecoder;return new Map([...await e.read([...t].filter(t=>e.entries.get(t)?.kind==="file"))].map(([e,t])=>[e,r.decode(t)]))}let F=`(async () => {
const root = document.getElementById('explorer');
if (!('DecompressionStream' in self)) {
  root.textContent = 'This browser is too old for the explorer. The report stands below.';
  root.hidden = false;
  return;
}
const unpack = async (id) => {
  const one = document.getElementById(id);
  const bytes = Uint8Array.from(atob(one.textContent), (sign) => sign.charCodeAt(0));
  one.textContent = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).text();
  return one.textContent;
};
await unpack('explorer-data');
const script = document.createElement('script');
script.textContent = await unpack('explorer-script');
document.body.append(script);
})();`;async function J(e){let t=new Blob([e]).stream().pipeThrough(new CompressionStream("deflate"));return Q(new Uint8Array(await new Response(t).arrayBuffer()))}function Q(e){let t=[];for(let r of e)t.push(String.fromCharCode(r));return btoa(t.join(""))}}};