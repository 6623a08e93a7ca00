export const ids=['726'],modules={182:(function(e,t,r){r.d(t,{explorerPage:()=>U});var a=r(296);r(295);var o=r(96),i=r(95),n=r(109),s=r(110),d=r(69),l=r(87),p=r(85),c=r(63),h=r(300),u=r(65),m=r(129),g=r(299),f=r(197),b=class{titles;told;showRoots;#e=new Set;constructor(e,t,r){this.titles=e,this.told=t,this.showRoots=r}of(e){let[t]=e.findings;if(void 0===t)return"";let r=this.titles.get(t.rule),a=(0,o.zR)(e),l=this.told.get(e.id),p=void 0===l?(0,n.Ez)(e):(0,m.MZ)`For the same reason as ${(0,m.GS)(l)}.`,[c,...h]=(0,s.O)(e),g=e.depends.map(e=>`<p class="certainty">Depends on ${(0,m.Hz)([(0,m.aY)(e.point)])}${!0===e.isOfBase?" before the change":""}:</p>
<pre>${(0,i.EL)(e).map(f.ZD).join("\n")}</pre>`),b=`${(0,m.Hz)([(0,m.aY)(t.rule)])}${void 0===r?"":` (${(0,m.Hz)((0,o.i7)(r))})`}`;return[`<article>
<h3><span class="tag ${e.severity}">${e.severity}</span> ${(0,m.Hz)((0,d.$E)(e))}</h3>`,`<p class="place">${(0,m.Hz)([(0,m.GS)(e)])} ${b}</p>`,`<p>${(0,m.Hz)(p)}</p>`,...null===a?[]:[`<p class="certainty">${(0,f.ZD)(a)}</p>`],...g,...void 0===c?[]:[this.#t(c,!0)],...0===h.length?[]:[`<details>
<summary>${(0,u.hS)(h.length,"other fix","other fixes")}</summary>
${h.map(e=>this.#t(e,!1)).join("\n")}
</details>`],...this.#r(e,(0,m.Uy)(p)),"</article>"].join("\n")}#r({findings:e},t){let r=(0,p.y)(e).map(e=>{let r=(0,o.Kc)(e,this.showRoots),a=(0,m.Uy)((0,h.$r)(e))===t?"":`: ${(0,m.Hz)((0,h.$r)(e))}`;return`<li>${e.severity} ${(0,m.Hz)([(0,m.GS)(e)])} ${(0,m.Hz)([(0,m.aY)(e.rule)])}${a}${null===r?"":` Concerns ${(0,m.Hz)(r)}.`}</li>`});return[`<details>
<summary>${(0,u.hS)(r.length,"finding")}</summary>
<ul>
${r.join("\n")}
</ul>
</details>`]}#t(e,t){let r,a,o=this.#e.has(e.patch);return this.#e.add(e.patch),r=(0,m.$y)(e.certainty),a=(0,l.UZ)(e.patch).map(({kind:e,text:t})=>{let r=(0,f.ZD)(t);return"added"===e?`<ins>${r}</ins>`:"removed"===e?`<del>${r}</del>`:r}),`<div class="repair">
<p><strong>${t?"Fix":"Or"}${e.isSafe?" (safe)":""}: ${(0,m.Hz)((0,h.SO)(e.title))}</strong></p>
<p>Checked: ${(0,m.Hz)((0,m.eM)((0,h.B)(e.effect)))}</p>${null===r?"":`
<p class="certainty">${(0,f.ZD)(r)}</p>`}
${o?"<p>The patch is above.</p>":`<pre>${a.join("\n")}</pre>`}
</div>`}};function w(e,t,r){if(0===t.length)return"";let a=t.slice(0,r).map(e=>`<li>${e}</li>`);return t.length>r&&a.push(`<li>${(0,u.hS)(t.length-r,"more entry","more entries")} in the JSON report.</li>`),`<section>
<h2>${e}</h2>
<ul>
${a.join("\n")}
</ul>
</section>`}var y=`:root { color-scheme: light dark; --page: #ffffff; --ink: #1f2328; --quiet: #59636e; --line: #d1d9e0; --code: #f1f3f5;
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
td { min-width: 7rem; }
td:first-of-type { min-width: 15rem; }
tbody { border-bottom: 2px solid var(--line); }
.tag { border: 1px solid currentColor; border-radius: 4px; padding: 0 0.4em; font-size: 0.8125rem; font-weight: 600; color: var(--note); }
.tag code { background: none; }
.tag.error { color: var(--bad); }
.tag.warning { color: var(--warn); }
.tag.gain { color: var(--good); }
.repair { border-left: 3px solid var(--line); margin: 0.75rem 0 0; padding-left: 0.75rem; }
footer { margin-top: 2rem; }`;r(5),r(68),r(51),r(48);var v=r(112);r(43),r(25),r(47),r(24),r(58),r(75),r(41),r(39),r(53),r(188),r(54),r(144),r(15),r(13),r(52),r(45),r(22),r(27),r(23),r(190);var x=r(167),k=r(141);r(26),r(200),r(191),r(143),r(139),r(142);var $=r(189),O=r(140),z=[{point:"terminate-unmatched-default",because:"the page's attribute table says false since August 2025, its list of common issues says true; every gateway that was observed behaves as true",measure:"a `<cors>` without the attribute; GET with another Origin: empty 200, or the backend's answer"},{point:"second-cors-decorates-actual",because:"when the first `<cors>` does not match and passes the request on, no page says whether a later one adds its headers to the actual response; one such pair of policies is in production and works",measure:"two `<cors>` in two scopes, the first with `false`; GET with the second's Origin"},{point:"fragment-cors-at-preflight",because:"the page asks for direct children; a preflight got 404 in 2022, and the release notes of October 2022 say that fragments work since",measure:"OPTIONS to an API whose only `<cors>` is in a fragment"},{point:"partial-match-at-preflight",because:"the origin is listed, the method or a header is not: what the answer looks like",measure:"OPTIONS with a listed Origin and `Access-Control-Request-Headers: x-not-listed`"},{point:"partial-match-passes-on",because:'whether a method that is not listed counts as "unmatched"',measure:"two `<cors>` in two scopes with one origin, only the second with PUT; OPTIONS for PUT"},{point:"unlisted-method-at-actual",because:"whether the request itself is held against `<allowed-methods>`",measure:"`<method>PUT</method>` alone; GET with the listed Origin"},{point:"hand-written-beside-cors",because:"`<cors>` and `set-header` in `<outbound>` write the same header: which runs last",measure:"both in one API; GET with the listed Origin"},{point:"unmatched-other-methods",because:"the page speaks of GET and HEAD only; form posts (POST) are ended in production",measure:'`terminate-unmatched-request="true"`; POST with another Origin'},{point:"null-under-wildcard",because:"whether `*` matches the origin `null`",measure:"`<origin>*</origin>`; OPTIONS with `Origin: null`"},{point:"null-listed",because:"`null` is no URL, and saving should fail; no page says so",measure:"save `<origin>null</origin>`, then OPTIONS with it"},{point:"wildcard-origin-with-credentials",because:"whether `*` is sent as `*` or as the caller's origin",measure:"`<origin>*</origin>` with credentials; OPTIONS with any Origin"},{point:"wildcard-lists",because:"no page says whether `*` in the method and header lists is sent as `*` or as the names asked for; a browser minds where credentials are sent. Captured answers hold the names asked for",measure:"`<header>*</header>`; OPTIONS with `Access-Control-Request-Headers: x-a`"},{point:"method-names-printed",because:"browsers compare the methods of the answer with their case, and no page says whose spelling the answer has",measure:"`<method>put</method>`; OPTIONS for PUT, look at Access-Control-Allow-Methods"},{point:"method-names-ignore-case",because:"whether `put` in the list matches PUT",measure:"`<method>put</method>`; OPTIONS for PUT"},{point:"versionless-preflight",because:"versions in a header: the page names policies at API scope only",measure:"a global `<cors>`, a header-versioned API; OPTIONS without the header"},{point:"preflight-without-operation",because:"a preflight for a method that no operation has",measure:"OPTIONS for DELETE where only GET is defined"},{point:"preflight-without-api",because:"a preflight to a path that no API has",measure:"a global `<cors>`; OPTIONS to `/nowhere`"},{point:"options-without-request-method",because:"OPTIONS with an Origin, without `Access-Control-Request-Method`",measure:"that request"},{point:"origin-set-before-cors",because:"a `<set-header>` above `<cors>` writes or deletes the request's Origin: whether the `<cors>` compares what was sent or what is left of it; a preflight runs no such policy",measure:'`<set-header name="Origin" exists-action="delete" />` above a `<cors>`; GET with the listed Origin'},{point:"backend-cors",because:"the backend sends CORS headers too",measure:"a backend that does; GET with a listed Origin"},{point:"policy-elsewhere",because:"code that deploys a part of a service does not show the global and product policies that others deploy; where such policies were seen, mostly `<cors>` stood in the policy of the API",measure:"look at the global policy and at those of the products in the portal"},{point:"missing-inbound-inherits",because:"a document without `<inbound>`: whether it inherits",measure:"such an API below a global `<cors>`"},{point:"product-key-sent",because:"a product's key in a header is in no preflight, one in the URL is: pages decide",measure:"look at what the page sends"},{point:"key-of-product",because:"a key that is sent may be of a product's subscription, or of one to the API alone: no repository holds keys",measure:"look at the subscription in the portal; `--product` names its product"},{point:"open-product",because:"a product whose metadata does not say whether it needs a subscription",measure:"the portal shows it"},{point:"unpublished-product",because:"a product must be published before its APIs can be called, says the page on products; the reference of the management API says only that developers do not see one that is not: what a gateway answers is said nowhere",measure:"an API in an unpublished product that needs no subscription; call it without a key"},{point:"api-needs-key",because:"an API whose metadata does not say so",measure:"the portal shows it"},{point:"fragment-holds-cors",because:"a fragment that is not in the repository",measure:"look at it"},{point:"branch-runs",because:"a condition is decided at run time",measure:"read the condition"},{point:"expression",because:"an expression gives an attribute's value",measure:"read the expression"},{point:"hole-holds-cors",because:"text of a template among the policies: whether it comes to a `<cors>`, or takes one away",measure:"look at what is deployed"},{point:"policy-deployed",because:"a policy whose resource is under a condition that the repository does not decide",measure:"look whether it is there"},{point:"unresolved",because:"whether a value the repository does not hold is the origin at hand",measure:"look at the value"},{point:"unresolved-name",because:"the same for a method or a header",measure:"look at the value"}],S=[{point:"policy-elsewhere",reading:"no-cors",date:"2026-03-18",source:{title:"Azure-Samples/tutor pull request 139",url:"https://github.com/Azure-Samples/tutor/pull/139"},seen:"the <cors> of an API answered its preflights although <base /> stands above it: nothing above the API did",strength:"captured"},{point:"terminate-unmatched-default",reading:"true",date:"2020-05-21",source:{title:"azure-docs issue 55313",url:"https://github.com/MicrosoftDocs/azure-docs/issues/55313"},seen:"an unlisted origin without a token gets an empty 200, not the 401 of the token check below",strength:"captured"},{point:"terminate-unmatched-default",reading:"true",date:"2021-02-26",source:{title:"azure-docs issue 71283, the API Management team",url:"https://github.com/MicrosoftDocs/azure-docs/issues/71283"},seen:"an unlisted origin gets 200; write `false` to change it",strength:"microsoft"},{point:"terminate-unmatched-default",reading:"true",date:"2021-04-12",source:{title:"pagopa-archive/io-infrastructure-live-new pull request 493",url:"https://github.com/pagopa-archive/io-infrastructure-live-new/pull/493"},seen:"form posts of card issuers needed a policy with every origin",strength:"production"},{point:"terminate-unmatched-default",reading:"true",date:"2023-01-09",source:{title:"Microsoft Q&A 1159273, a moderator",url:"https://learn.microsoft.com/en-us/answers/a/1159273"},seen:"the empty 200 is explained by the default value, true",strength:"microsoft"},{point:"terminate-unmatched-default",reading:"true",date:"2023-01-11",source:{title:"pagopa/cstar-infrastructure pull request 757",url:"https://github.com/pagopa/cstar-infrastructure/pull/757"},seen:"APIs were not reached until the attribute was written out as `false`",strength:"production"},{point:"terminate-unmatched-default",reading:"true",date:"2025-09-24",source:{title:"pagopa/selfcare 40f1fb3b",url:"https://github.com/pagopa/selfcare/commit/40f1fb3b5e4be0bdab426ee15a9c938338ecda00"},seen:"a login by form post needed an operation policy that lists its origin, seven weeks after the page was changed",strength:"production"},{point:"terminate-unmatched-default",reading:"true",date:"2026-03-18",source:{title:"pagopa/pagopa-infra cdd8cc6e",url:"https://github.com/pagopa/pagopa-infra/commit/cdd8cc6e87b8ee4d6c712e9889ba898229e1fea7"},seen:"a header written in outbound was not enough for an origin that the policy does not list",strength:"production"},{point:"terminate-unmatched-default",reading:"true",date:"2026-04-02",source:{title:"pagopa/pagopa-infra b8cd9591",url:"https://github.com/pagopa/pagopa-infra/commit/b8cd9591b2977a249c391f165d19430cf9572fab"},seen:"a <cors> below <base /> did not count until it was moved above",strength:"production"},{point:"terminate-unmatched-default",reading:"false",date:"2025-08-06",source:{title:"azure-docs pull request 127474",url:"https://github.com/MicrosoftDocs/azure-docs/pull/127474"},seen:"the attribute table was changed to `false`; nothing observed, and another section of the page still says `true`",strength:"microsoft"},{point:"second-cors-decorates-actual",reading:"yes",date:"2023-01-11",source:{title:"pagopa/cstar-infrastructure pull request 757",url:"https://github.com/pagopa/cstar-infrastructure/pull/757"},seen:"<base /> with a <cors> that passes on, then a <cors> with every origin: it went live and stayed",strength:"production"},{point:"second-cors-decorates-actual",reading:"yes",date:"2026-04-02",source:{title:"pagopa/pagopa-infra b8cd9591",url:"https://github.com/pagopa/pagopa-infra/commit/b8cd9591b2977a249c391f165d19430cf9572fab"},seen:"agrees, once the default of the attribute is true",strength:"production"},{point:"unmatched-other-methods",reading:"ends",date:"2021-04-12",source:{title:"pagopa-archive/io-infrastructure-live-new pull request 493",url:"https://github.com/pagopa-archive/io-infrastructure-live-new/pull/493"},seen:"form posts of card issuers needed a policy with every origin",strength:"production"},{point:"unmatched-other-methods",reading:"ends",date:"2023-08-09",source:{title:"pagopa/io-infra pull request 654",url:"https://github.com/pagopa/io-infra/pull/654"},seen:"an operation that takes SAML form posts has a <cors> with every origin, and nothing else",strength:"production"},{point:"unmatched-other-methods",reading:"ends",date:"2025-09-24",source:{title:"pagopa/selfcare 40f1fb3b",url:"https://github.com/pagopa/selfcare/commit/40f1fb3b5e4be0bdab426ee15a9c938338ecda00"},seen:"a login by form post needed an operation policy that lists its origin",strength:"production"},{point:"fragment-cors-at-preflight",reading:"answers",date:"2022-10",source:{title:"API Management release notes, October 2022",url:"https://github.com/Azure/API-Management/blob/main/changelogs/api-management-service.md"},seen:"<cors> can now be used in policy fragments",strength:"microsoft"},{point:"fragment-cors-at-preflight",reading:"answers",date:"2023-06-06",source:{title:"developer portal issue 2202",url:"https://github.com/Azure/api-management-developer-portal/issues/2202"},seen:"<cors> in a fragment works with a key",strength:"captured"},{point:"fragment-cors-at-preflight",reading:"ignored",date:"2022-06-16",source:{title:"azure-docs issue 94507",url:"https://github.com/MicrosoftDocs/azure-docs/issues/94507"},seen:"preflights got 404, before the release of October 2022",strength:"captured"},{point:"wildcard-lists",reading:"echoed",date:"2020-12-29",source:{title:"developer portal issue 1105",url:"https://github.com/Azure/api-management-developer-portal/issues/1105"},seen:"one header asked for: the answer names that one, and one method",strength:"captured"}],P={service:0,view:"difference",search:"",onlyChanged:!1,origin:"",method:"GET",api:"",operation:"",url:"",headers:[],credentials:"same-origin",mode:"cors",product:"",key:"",assume:new Map,repairs:[]};function A(e,t,r){var o;let i,n,l,p,c,u,b,w;return(0,f.s$)((o=function(e,{pairs:t,assume:r,texts:o},i){let n=e=>{var t;let r;return void 0===e?null:(r=null===(t=i?.keys??null)?e.apis:e.apis.filter(({workspace:e,id:r})=>t.has((0,k.ik)(e,r))),{...e,problems:[],apisLeftOut:e.apisLeftOut||r.length<e.apis.length,global:I(e.global),workspaces:new Map([...e.workspaces].map(([e,t])=>[e,{...t,policy:I(t.policy)}])),products:e.products.map(e=>({...e,policy:I(e.policy)})),fragments:e.fragments.map(e=>({...e,policy:I(e.policy)})),apis:r.map(e=>({...e,policy:I(e.policy),operations:e.operations.map(e=>({...e,policy:I(e.policy)}))}))})},l=1===new Set(t.map(({base:e,head:t})=>(t??e)?.service.root)).size,p=t.map(({base:e,head:t})=>({name:function(e,t){if(void 0===e)return"";if(t)return e.environment??"as the files are";let r=""===e.root?".":e.root;return null===e.environment?r:`${r} (${e.environment})`}((t??e)?.service,l),base:n(e?.service),head:n(t?.service)})),c=p.reduce((e,{base:t,head:r})=>e+((r??t)?.apis.length??0),0);return{mode:e.mode,services:p,apart:l?"Environment":"Service",assume:r,causes:(0,g.FQ)((0,m.XO)(e)).slice(0,40).map(e=>({id:e.id,title:(0,m.Uy)((0,d.$E)(e)),severity:e.severity,path:e.path,line:e.line,repairs:(0,s.O)(e).slice(0,3).flatMap((t,r)=>(function(e,t){let r=new Map;for(let{ref:o,text:i}of e.texts??[]){let e=(0,a.L7)(o,t,i);if(!e.ok)return null;r.set((0,O.XF)(o),I(e))}if(0===r.size)return null;let{title:o,effect:i,isSafe:n}=e;return{id:t,title:(0,m.Uy)((0,h.SO)(o)),effect:(0,m.Uy)((0,h.B)(i)),isSafe:n,policies:r}})(t,`${e.id}.${r+1}`)??[])})),points:new Map(z.map(({point:e,because:t})=>[(0,$.Ap)(e),{because:t,seen:S.filter(t=>t.point===e).map(({reading:e,date:t,seen:r})=>({reading:e,text:`${r} (${t})`}))}])),contracts:function({contracts:e=[]}){return e.map(({name:e,environment:t,before:r,result:a,counterexample:o})=>{if(null===o)return{name:e,environment:t,before:r,result:a,hash:null};let{origin:i,method:n,url:s,headers:d,credentials:l,product:p,key:c}=o;return{name:e,environment:t,before:r,result:a,hash:function(e){let t={...P,...e},r=new URLSearchParams;for(let e of["origin","method","api","operation","url","credentials","mode","product","key","view","search"])t[e]!==P[e]&&r.set(e,t[e]);for(let e of t.headers)r.append("header",e);for(let[e,a]of t.assume)r.append("assume",`${e}=${a}`);for(let e of t.repairs)r.append("repair",e);return 0!==t.service&&r.set("service",String(t.service)),t.onlyChanged&&r.set("changed","yes"),`#${r.toString()}`}({origin:i,method:n,url:s,headers:d,credentials:l,product:p??"",key:c??""})}})}(e),lines:{base:E(p.flatMap(({base:e})=>e??[]),o.base),head:E(p.flatMap(({head:e})=>e??[]),o.head)},apisLeftOut:t.reduce((e,{base:t,head:r})=>e+((r??t)?.service.apis.length??0),0)-c,concernedLeftOut:null===i?0:i.concerned-i.keys.size}}(e,t,r),i=[],n=[],l=new Map,p=new Map,c=new Map,u=e=>{let t=JSON.stringify(e),r=p.get(t);return void 0===r&&(r=n.push(e)-1,p.set(t,r)),r},(w=(b=e=>{if(null===e||"string"==typeof e||"number"==typeof e||"boolean"==typeof e)return u(e);if("object"!=typeof e)throw Error(`a ${typeof e} cannot be packed`);let t=c.get(e);if(void 0!==t)return t;if(Array.isArray(e))t=u([-1,...e.map(b)]);else if(e instanceof Map)t=u([-2,...[...e].flatMap(([e,t])=>[b(e),b(t)])]);else if(e instanceof Set)t=u([-3,...[...e].map(b)]);else{let r,a,o,n;o=JSON.stringify(a=(r=Object.entries(e).filter(([,e])=>void 0!==e&&"function"!=typeof e)).map(([e])=>e)),void 0===(n=l.get(o))&&(n=i.push(a)-1,l.set(o,n)),t=u([n,...r.map(([,e])=>b(e))])}return c.set(e,t),t})(o))!==n.length-1&&n.push(n[w]??null),{shapes:i,cells:n}))}var M=new WeakMap;function I(e){if(null===e)return e;if(!e.ok){var t;return{ok:!1,broken:{...e.broken,says:{...t=e.broken.says,text:(0,m.Ij)(t)}}}}let{document:r}=e,a=M.get(r);if(void 0===a){let e=r.id.slice(0,16),t=new Map([...r.sections].map(([e,t])=>[e,{...t,statements:t.statements.map(T)}]));a={ok:!0,document:{...r,id:e,sections:t,host:null,ignores:[],notUnderstood:(0,x.V6)(r),flow:null}},M.set(r,a)}let{deployedIf:o,otherwise:i}=e;return void 0===o?a:{...a,deployedIf:o,...void 0===i?{}:{otherwise:I(i)}}}function T(e){return"policy"===e.kind?{...e,nested:e.nested.map(T)}:"cors"===e.kind?{...e,element:{...e.element,children:e.element.children.map(q)}}:e}function q(e){return{...e,place:{...e.place,start:0,end:0},children:e.children.map(q)}}function E(e,t){let r=new Map;for(let t of e)for(let{file:e}of(0,v.uo)({...t,metadataAmong:()=>[]})){let t=e.ok?e.document.path:e.broken.path,a=r.get(t)??new Set;for(let t of e.ok?C(e.document):[e.broken.line])a.size<60&&a.add(t);r.set(t,a)}let a=new Map;for(let[e,o]of r){let r=t.get(e)?.split(/\r\n|\r|\n/);if(void 0===r)continue;let i=[...o].flatMap(e=>{let t=r[e-1];return void 0===t?[]:[[e,t.trimEnd().slice(0,160)]]});i.length>0&&a.set(e,new Map(i))}return a}function*C(e){for(let{place:t,statements:r}of e.sections.values())r.length>0&&(yield t.line),yield*H(r);for(let{element:t}of e.headerWriters)yield t.place.line}function*H(e){for(let t of e)if("others"===t.kind)for(let e of t.ends?.keys()??[])yield t.lines[e]??1;else if("cors"===t.kind){let{line:e,endLine:r}=t.element.place;for(let t=e;t<=Math.min(r,e+4);t+=1)yield t}else yield t.place.line,"policy"===t.kind&&(yield*H(t.nested))}var D=`body { max-width: 100rem; }
h1 { overflow-wrap: anywhere; }
#explorer > section { margin-top: 2rem; }
#explorer > section > h2 { margin-top: 0; }
.bar { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: end; margin: 0 0 0.75rem; }
#request { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); gap: 0.75rem 1rem; align-items: start; margin: 0 0 1rem; }
.field span { display: block; font-size: 0.8125rem; color: var(--quiet); margin-bottom: 0.125rem; }
#request input, #request select, #request textarea { width: 100%; }
.option { display: block; padding: 0.125rem 0 0.125rem 1.5rem; text-indent: -1.5rem; }
.bar .option { padding: 0.375rem 0; text-indent: 0; }
input, select, textarea, button { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--quiet); border-radius: 6px; padding: 0.25rem 0.5rem; max-width: 100%; }
input:not([type=radio], [type=checkbox]), select, #request textarea { min-height: 2.25rem; }
#search { width: 20rem; }
textarea { width: 18rem; font-family: ui-monospace, Consolas, monospace; font-size: 0.875em; }
#assume-block { width: 30rem; }
button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--note); outline-offset: 1px; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
#matrix .wide { max-height: 70vh; overflow: auto; border: 1px solid var(--line); border-radius: 6px; width: fit-content; max-width: 100%; }
#matrix table { width: auto; border-collapse: separate; border-spacing: 0; }
#matrix caption span { position: sticky; left: 0.5rem; display: inline-block; max-width: calc(100vw - 4rem); }
#matrix caption { text-align: left; color: var(--quiet); font-size: 0.875rem; padding: 0.375rem 0.5rem; border-bottom: 1px solid var(--line); }
#matrix th, #matrix td { padding: 0.125rem 0.375rem; font-size: 0.875rem; border: 0 solid var(--line); border-width: 0 1px 1px 0; }
#matrix tr > :last-child { border-right-width: 0; }
#matrix tbody tr:last-child > * { border-bottom-width: 0; }
#matrix tbody { border: 0; }
#matrix thead th { position: sticky; top: 0; background: var(--code); z-index: 2; min-width: 7.5rem; max-width: 14rem; padding: 0.375rem 0.625rem; vertical-align: bottom; overflow-wrap: break-word; line-height: 1.3; }
#matrix thead .origin { display: block; }
#matrix thead .origin + .origin { margin-top: 0.25rem; }
#matrix tbody th { position: sticky; left: 0; background: var(--page); z-index: 1; white-space: normal; min-width: min(12rem, 36vw); max-width: 24rem; overflow-wrap: anywhere; }
#matrix thead th:first-child { left: 0; z-index: 3; }
#matrix td { min-width: 0; }
#matrix button { border: 0; padding: 0.1875rem 0.25rem; text-align: left; background: none; width: 100%; border-radius: 4px; }
#matrix button:hover { background: var(--code); }
#matrix [aria-current] { box-shadow: inset 0 0 0 2px var(--note); }
#matrix > button { width: auto; border: 1px solid var(--quiet); margin-top: 0.5rem; padding: 0.25rem 0.75rem; }
#matrix .depth2 th { padding-left: 1.5rem; }
#matrix .depth3 th { padding: 0.3125rem 0.375rem 0.3125rem 3rem; font-weight: normal; }
#matrix td.loses { background: var(--cut); }
#matrix td.gains { background: var(--add); }
.loses { color: var(--bad); font-weight: 600; }
.mayLose, .changes, .depends { color: var(--warn); }
.gains, .mayGain { color: var(--good); }
td.blocked, .quiet { color: var(--quiet); }
#verdict { border-left: 0.25rem solid var(--note); padding: 0.25rem 0.75rem; margin: 0 0 1rem; }
#verdict span { display: block; }
.blocked > strong { color: var(--bad); }
.allowed > strong { color: var(--good); }
.unknown > strong { color: var(--warn); }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 1rem; align-items: start; }
.side { border: 1px solid var(--line); border-top: 0.25rem solid var(--warn); border-radius: 6px; padding: 0.75rem 1rem 1rem; min-width: 0; overflow-wrap: anywhere; }
.side.blocked { border-top-color: var(--bad); }
.side.allowed { border-top-color: var(--good); }
.side .verdict { margin: 0 0 0.75rem; font-weight: 600; }
.side.blocked .verdict { color: var(--bad); }
.side.allowed .verdict { color: var(--good); }
.side.unknown .verdict { color: var(--warn); }
.side ul { margin: 0.25rem 0 0.5rem; padding-left: 1.25rem; }
.side summary { font-weight: 600; font-size: 0.875rem; margin-top: 0.75rem; cursor: pointer; }
.side li, .side .verdict { font-size: 0.9375rem; }
h4 { margin: 0.75rem 0 0; font-size: 0.875rem; }
.chain { list-style: none; padding: 0; }
.chain > li { border: 1px solid var(--line); border-radius: 4px; padding: 0.25rem 0.5rem; }
.chain > li + li { margin-top: 1rem; position: relative; }
.chain > li + li:before { content: '\u25B2 <base />'; position: absolute; top: -1rem; font-size: 0.6875rem; line-height: 1rem; color: var(--quiet); }
.chain ul { margin: 0.25rem 0; padding-left: 1rem; }
.scope { font-weight: 600; }
.decides > strong { color: var(--note); border: 1px solid currentColor; border-radius: 4px; padding: 0 0.3em; font-size: 0.8125rem; }
.chain pre { margin: 0.25rem 0; padding: 0.25rem 0.5rem; }
fieldset { border: 1px solid var(--line); border-radius: 4px; margin: 0 0 0.75rem; }
.causes { list-style: none; padding: 0; }
.causes > li { border-top: 1px solid var(--line); padding: 0.5rem 0; }
.causes p { margin: 0 0 0.25rem; }
#contracts td, #contracts tbody th { min-width: 0; white-space: normal; }
#points > div > fieldset { padding: 0.5rem 1rem; }
@media (min-width: 40rem) { #request > :first-child { grid-column: span 2; } }
@media (max-width: 40rem) { body { padding: 0.75rem; } h1 { font-size: 1.25rem; } .causes .option { padding-block: 0.375rem; } .bar .field, #search { width: 100%; } #assume-block { width: 100%; } }
@media print {
  .bar, #request, #copy-assume, #matrix > button { display: none; }
  #matrix .wide { max-height: none; overflow: visible; border: 0; }
  #matrix thead th, #matrix tbody th { position: static; }
  #matrix thead th { min-width: 4rem; }
  #matrix th, #matrix td { font-size: 0.6875rem; padding: 0 0.125rem; }
  #matrix tr, .side li, .causes > li { break-inside: avoid; }
  .chain pre { white-space: pre-wrap; }
}`;async function U(e,{base:t,head:a,pairs:i,assume:s},l){let{script:p}=await r.lazy(137),h=new Set(i.flatMap(({base:e,head:t})=>[e,t].flatMap(e=>e??[])).flatMap(e=>e.documents().map(({file:e})=>e.ok?e.document.path:e.broken.path))),v=await j(a,h);return async function(e,t,r,a){let[i,s]=await Promise.all([R(r),R(function(e,t){let r=A(e,t,null);if(r.length<=4e6)return r;let a=[...new Set([...e.changes.map(({targets:e})=>e),...e.findings.map(({targets:e})=>e)].flat().flatMap(({workspace:e,api:t})=>null===t?[]:[(0,k.ik)(e,t)]))];for(let r=a.length;;r=Math.floor(r/2)){let o=A(e,t,{keys:new Set(a.slice(0,r)),concerned:a.length});if(o.length<=4e6||0===r)return o}}(e,t))]);return function(e,t){var r;let a,i,s,l=(0,m.XO)(e),p=new Map((t.rules??[]).map(e=>[e.id,e.title])),h=(0,g.FQ)(l),v=h.filter(({status:e})=>"new"===e),x=h.filter(({status:e})=>"existing"===e),k=v.filter(({severity:e,rows:t})=>"info"!==e||0===t.length),{live:$}=t,O=void 0===$?1/0:40,z=(0,d.Vj)(l),S=[function(e,t,r){if(0===t.length)return"";let a=(0,o.vb)(e),i=t.slice(0,r).map(e=>{let{mark:t,origins:r,where:o}=e,i=[r,o,...a.map(({of:t})=>e[t])].map(e=>`<td>${(0,m.Hz)(e)}</td>`).join(""),n=t.replace(/^[^a-z]+/,"");return`<tr><th scope="row"><span class="tag ${"loses"===n||"cannot call"===n?"error":"gains"===n?"gain":"warning"}">${(0,f.ZD)(n)}</span></th>${i}</tr>`}),n=t.length>r?`
<p>${(0,u.hS)(t.length-r,"more row")} in the JSON report.</p>`:"";return`<section>
<h2>${(0,o.jA)(e)}</h2>
<div class="wide" role="region" tabindex="0" aria-label="Who loses and gains what"><table>
<thead><tr><th scope="col">Change</th><th scope="col">Pages from</th><th scope="col">API</th>${a.map(({title:e})=>`<th scope="col">${e}</th>`).join("")}</tr></thead>
<tbody>
${i.join("\n")}
</tbody>
</table></div>${n}
</section>`}(l,(0,o.qr)(l,v),void 0===$?500:60),...void 0===$?(r=new b(p,(0,n.pd)(h),(0,o.QP)(l)),a=`${(0,u.hS)(x.length,"older problem")} of ${"scan"===l.mode?"the baseline":"base"}`,i=e=>e.map(e=>r.of(e)).join("\n"),[0===k.length?"":`<section>
<h2>Problems</h2>
${i(k)}
</section>`,0===x.length?"":`<section>
<details>
<summary><h2>${a}</h2></summary>
${i(x)}
</details>
</section>`]):(s=e=>`<span class="tag ${e.severity}">${e.severity}</span> ${(0,m.Hz)((0,d.$E)(e))} ${(0,m.Hz)([(0,m.GS)(e)])}`,[w("Problems",k.map(s),40),w("Older problems",x.map(s),40),'<p class="place">This is the short report. <code>--format html</code> writes the whole one: reasons, fixes with their patches, findings.</p>']),w("Ignored",l.ignored.filter(({isConsequence:e})=>!0!==e).map(e=>(0,m.Hz)((0,o.k9)(e))),O),w("Not reviewed",l.unreviewed.map(e=>`${(0,m.Hz)([(0,m.aY)(e.path),": ",...(0,c.c)(e)])}${null===e.scopeEntry?"":`<pre>${(0,f.ZD)(e.scopeEntry.trimEnd())}</pre>`}`),O),w("Notes",[...l.notes.map(e=>(0,m.Hz)((0,o.qy)(e))),...l.assumptions.map(e=>(0,m.Hz)(["Settled by the configuration: ",(0,m.aY)(e),"."]))],O)].filter(e=>""!==e),P=(0,d.Pl)(l,h),A=void 0===$?y:`${y}
${$.styles}`,M=void 0===$?"style-src 'unsafe-inline'":`style-src ${$.hashOf(A)}; script-src ${$.hashOf($.script)} ${$.hashOf($.unpacked)}; base-uri 'none'; form-action 'none'`,I="scan"===l.mode?(0,m.Hz)([(0,m.aY)(l.head)]):(0,m.Hz)([(0,m.aY)(l.base)," \u2192 ",(0,m.aY)(l.head)]);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${M}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${(0,f.ZD)(z.title)}</title>
<style>${void 0===$?`
${A}
`:A}</style>
</head>
<body>
<header class="${l.conclusion}">
<h1>${(0,f.ZD)(P)}</h1>
<p>${(0,f.ZD)([z.title+".",...z.sentences.filter(e=>e!==P)].join(" "))}</p>
<p class="states">${I}</p>
</header>
<main>
${[...void 0===$?[]:[$.start],...S].join("\n")}
</main>
<footer>APIM CORS Review ${(0,f.ZD)(t.toolVersion)}</footer>
${void 0===$?"":function({data:e,script:t}){let r=Object.entries(e).map(([e,t])=>`<script type="text/plain" id="${e}">${t}<\/script>
`);return`${r.join("")}<script>${t}<\/script>
`}($)}</body>
</html>
`}(e,{...a,live:{styles:D,hashOf:e=>{var t;return`'sha256-${t=(0,O.fg)(e),G(Uint8Array.from(t.match(/../g)??[],e=>parseInt(e,16)))}'`},start:'<div id="explorer" hidden></div>',data:{"explorer-data":G(s),"explorer-script":function(e){let t=3&-e.length,r=new DataView(new ArrayBuffer(e.length+t));new Uint8Array(r.buffer).set(e);let a=[String(t)];for(let e=0;e<r.byteLength;e+=4){let t=r.getUint32(e),o="";for(let e=0;e<5;e+=1)o=N.charAt(t%85)+o,t=Math.floor(t/85);a.push(o)}return a.join("")}(i)},script:L,unpacked:r}})}(e,{pairs:i,assume:s,texts:{base:t===a?v:await j(t,h),head:v}},p,l)}async function j(e,t){let r=new TextDecoder;return new Map([...await e.read([...t].filter(t=>e.entries.get(t)?.kind==="file"))].map(([e,t])=>[e,r.decode(t)]))}var N="0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#%()*+,-./:;=?@[]^_{|}",L=`(async () => {
const root = document.getElementById('explorer');
if (!('DecompressionStream' in self)) {
  root.textContent = 'This browser is too old for the explorer. The report stands below.';
  root.hidden = false;
  return;
}
const unpack = async (id, bytesOf) => {
  const one = document.getElementById(id);
  one.textContent = await new Response(new Blob([bytesOf(one.textContent)]).stream().pipeThrough(new DecompressionStream('deflate'))).text();
  return one.textContent;
};
await unpack('explorer-data', (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)));
const script = document.createElement('script');
script.textContent = await unpack('explorer-script', (text) => {
  const view = new DataView(new ArrayBuffer(((text.length - 1) / 5) * 4));
  for (let at = 0; at * 4 < view.byteLength; at += 1) {
    let word = 0;
    for (const sign of text.slice(at * 5 + 1, at * 5 + 6)) word = word * 85 + '${N}'.indexOf(sign);
    view.setUint32(at * 4, word);
  }
  return view.buffer.slice(0, view.byteLength - Number(text[0]));
});
document.body.append(script);
})();`;async function R(e){let t=new Blob([e]).stream().pipeThrough(new CompressionStream("deflate"));return new Uint8Array(await new Response(t).arrayBuffer())}function G(e){let t=[];for(let r of e)t.push(String.fromCharCode(r));return btoa(t.join(""))}})};
