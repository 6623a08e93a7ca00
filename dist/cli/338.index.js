export const id=338;export const ids=[338,920];export const modules={3338:(e,t,n)=>{n.r(t),n.d(t,{demo:()=>q});var o=n(3024),i=n(6760),r=n(716),s=n(1573),a=n(2356),l=n(8843),d=n(5892);let p="https://shop.contoso.com",h="https://contoso.developer.azure-api.net",c="apimartifacts/policy.xml",u="apimartifacts/apis/orders/policy.xml",f=`    <backend>
        <base />
    </backend>
    <outbound>
        <base />
    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>
`,g=`    <backend>
        <forward-request />
    </backend>
    <outbound />
    <on-error />
</policies>
`,m=`<policies>
    <inbound>
        <set-header name="x-correlation-id" exists-action="skip">
            <value>@(context.RequestId.ToString())</value>
        </set-header>
    </inbound>
${g}`,w=`<policies>
    <inbound>
        <cors allow-credentials="true">
            <allowed-origins>
                <origin>${h}</origin>
            </allowed-origins>
            <allowed-methods preflight-result-max-age="300">
                <method>*</method>
            </allowed-methods>
            <allowed-headers>
                <header>*</header>
            </allowed-headers>
            <expose-headers>
                <header>*</header>
            </expose-headers>
        </cors>
        <set-header name="x-correlation-id" exists-action="skip">
            <value>@(context.RequestId.ToString())</value>
        </set-header>
    </inbound>
${g}`,$=`<policies>
    <inbound>
        <base />
        <cors>
            <allowed-origins>
                <origin>${p}</origin>
            </allowed-origins>
            <allowed-methods>
                <method>GET</method>
                <method>PUT</method>
            </allowed-methods>
            <allowed-headers>
                <header>content-type</header>
                <header>ocp-apim-subscription-key</header>
            </allowed-headers>
        </cors>
    </inbound>
${f}`,b=`<policies>
    <inbound>
        <base />
        <rate-limit calls="600" renewal-period="60" />
    </inbound>
${f}`;function y(e,t){return`${JSON.stringify({properties:{displayName:e,path:t,protocols:["https"],subscriptionRequired:!0}},null,2)}
`}function v(e,t){let n=["openapi: 3.0.1","info:",`  title: ${e}`,"  version: '1.0'","paths:"];for(let[e,o]of Object.entries(t))for(let[t,i]of(n.push(`  ${e}:`),Object.entries(o)))n.push(`    ${t}:`,`      operationId: ${i}`,"      responses:","        '200':","          description: OK");return`${n.join("\n")}
`}let x={[c]:m,"apimartifacts/apis/orders/apiInformation.json":y("Orders","orders"),"apimartifacts/apis/orders/specification.yaml":v("Orders",{"/{id}":{get:"get-order",put:"put-order"}}),[u]:$,"apimartifacts/apis/catalogue/apiInformation.json":y("Catalogue","catalogue"),"apimartifacts/apis/catalogue/specification.yaml":v("Catalogue",{"/products":{get:"list-products"}}),"apimartifacts/apis/catalogue/policy.xml":b},k={[c]:w},U={request:{origin:p,method:"PUT",headers:[{name:"content-type",value:"application/json"}],credentials:"same-origin"},destination:{kind:"url",url:"https://contoso.azure-api.net/orders/42"},product:null,key:"header"};var j=n(3941),O=n(3920);function S(e,t,n){for(let o of e.changes){if(!o.targets.some(e=>e.api===t))continue;let e=o.origins.find(e=>e.origin===n);if(void 0!==e)return e}return null}function T({allowed:e,methods:t}){return"no"===e?"no":"unknown"===e?"blocked ?":"*"===t?"any method":t.join(", ")}var E=n(29),C=n(8288),W=n(892);async function q(e,t){void 0!==e&&function(e){if((0,o.existsSync)(e)&&(0,o.readdirSync)(e).length>0)throw new a.x(`'${e}' is not empty; name a new folder`)}(e);let n={label:"nothing",entries:new Map,read:()=>Promise.resolve(new Map)},f=(0,r.Lw)(n,new Map(Object.entries(x)),"before"),g=(0,r.Lw)(f,new Map(Object.entries(k)),"pull request"),m=e=>(0,d.q)(f,e,{settings:s.L,today:(0,W.Ec)()}),w=await m(g),$=w.findings.find(e=>"inherited-cors-decides"===e.rule),b=$?.suggestions[0],{reason:y}=await (0,l.W)(g,U,s.L,null);if(void 0===$||void 0===b||null===y)throw Error("the example has lost its point");let v={...x,...k},q=new Map;for(let e of new Set(b.edits.map(e=>e.path)))q.set(e,function(e,t){let n=e.includes("\r\n")?"\r\n":"\n",o=e.split(n);for(let{startLine:e,endLine:n,lines:i}of[...t].sort((e,t)=>t.startLine-e.startLine))o.splice(e-1,n-e+1,...i);return o.join(n)}(v[e]??"",b.edits.filter(t=>t.path===e)));let I={...v,...Object.fromEntries(q)},M=await m((0,r.Lw)(g,q,"repaired")),R=void 0===e?null:function(e,t){for(let[n,r]of Object.entries(t))for(let[t,s]of Object.entries(r)){let r=(0,i.join)(e,n,t);(0,o.mkdirSync)((0,i.dirname)(r),{recursive:!0}),(0,o.writeFileSync)(r,s)}return e}(e,{base:x,head:v,repaired:I});return(0,C.M9)(function(e,{color:t,width:n}){let{review:o,finding:i,suggestion:r,consoleMessage:s,after:a,written:l}=e,d=(e,n)=>t?`\x1b[${n}m${e}\x1b[0m`:e,f=o.changes.filter(e=>e.targets.some(e=>"orders"===e.api)).map(e=>({...e,origins:e.origins.filter(({origin:e})=>e===p)})),g={...o,findings:[{...i,suggestions:[]}],changes:f,notes:[],ignored:[],unreviewed:[]},m=(k[c]??"").split("\n").filter(e=>/cors|origin/.test(e)),w=(0,j.U)(r.patch).filter(({kind:e})=>"added"===e||"removed"===e).slice(0,8);return[d("One button in the portal, and the shop stops working","1"),"",`The pages of Contoso's shop, ${p}, read and change orders. The Orders API lets`,`them, in ${u}: <base /> first, then its own <cors>. That works.`,"",d('1. The pull request: "Enable CORS for the developer portal"',"1"),`   It adds this to the global policy, ${c}, and touches nothing of Orders:`,...m.map(e=>d(`   + ${e.slice(8)}`,"32")),"",d("2. What the review says of it","1"),...(0,O.reportText)(g,{color:t,width:Math.min(n,100)-3}).trimEnd().split("\n").filter((e,t,n)=>""!==e||""!==n[t-1]).map(e=>""===e?"":`   ${e}`),"",d("3. What the shop's developers would find in the console after the release","1"),...(function(e,t){let n=[],o="";for(let i of e.split(" "))""!==o&&o.length+1+i.length>t?(n.push(o),o=i):o=""===o?i:`${o} ${i}`;return[...n,o]})(d(s,"31"),Math.min(n,100)-3).map(e=>`   ${e}`),"",d("4. The suggestion","1"),`   ${r.title}:`,...w.map(({kind:e,text:t})=>d(`   ${t}`,"added"===e?"32":"31")),"",d("5. The review of the state after applying it: who may call what","1"),...function(e,t,n){let o=[];for(let[n,i]of[[p,"the shop"],[h,"the developer portal"]])for(let r of["orders","catalogue"]){let s=S(e,r,n);if(null===s)continue;let a=S(t,r,n);o.push([`${i}, ${r}`,T(s.before),T(s.after),T((a??s)[null===a?"before":"after"])])}let i=(e,t)=>e.padEnd(0===t?34:16);return[n(`   ${["","before","pull request","repaired"].map(i).join("")}`.trimEnd(),"2"),...o.map(e=>`   ${e.map(i).join("")}`.trimEnd())]}(o,a,d),"   ? Microsoft documents two defaults for an absent terminate-unmatched-request; under one of them, blocked.",`   ${i.rule} is ${a.findings.some(e=>e.rule===i.rule)?"still there":"gone"}, and nobody lost anything. Verdict: ${d(a.conclusion,"pass"===a.conclusion?"32":"31")}.`,"",null===l?"To try it: apim-cors demo FOLDER writes all three states. On your own repository: apim-cors review --base main":`Written: base/, head/ and repaired/ in ${l}. Now: apim-cors review --base-dir ${l}/base --head-dir ${l}/head`,""].join("\n")}({review:w,finding:$,suggestion:b,consoleMessage:y.chromium,after:M,written:R},(0,C.KC)(t)),t),E.N.done}},3941:(e,t,n)=>{function o(e){let t=[],n=0,o=0;for(let i of e.replace(/\n$/,"").split("\n")){let e=i.replace(/\r$/,"");if(e.startsWith("\\")){t.push({kind:"note",text:e});continue}if(n<=0&&o<=0){let i=/^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(e);null!==i&&(n=Number(i[1]??1),o=Number(i[2]??1)),t.push({kind:null===i?"file":"hunk",text:e});continue}e.startsWith("+")?(o-=1,t.push({kind:"added",text:e})):e.startsWith("-")?(n-=1,t.push({kind:"removed",text:e})):(n-=1,o-=1,t.push({kind:"context",text:e}))}return t}function i(e){let t=e.replace(/\n$/,"").split("\n"),n=0,i=0;return(o(e).forEach(({kind:e},o)=>{"file"!==e&&"hunk"!==e&&"note"!==e&&(t[o]?.endsWith("\r")===!0?i+=1:n+=1)}),n+i===0)?"mixed":0===i?"lf":0===n?"crlf":"mixed"}n.d(t,{O:()=>i,U:()=>o})},3920:(e,t,n)=>{n.r(t),n.d(t,{reportText:()=>l});var o=n(9924),i=n(3941),r=n(650),s=n(2867);let a={bold:"1",dim:"2",red:"31",green:"32",yellow:"33",cyan:"36"};function l(e,t){let n=new h(t),a=(0,s.severalRoots)(e),l=(0,s.orderedFindings)(e.findings),c=l.filter(e=>"new"===e.status);for(let[e,t]of[["error","Errors"],["warning","Warnings"],["info","Infos"]]){let l=c.filter(t=>t.severity===e);if(0!==l.length)for(let h of(n.heading(`${t} (${l.length})`,p(e)),l))!function(e,t,n){e.line(2,`${e.styled(d(t),"bold")}  ${e.styled((0,o.en)(t.rule),p(t.severity))}`),e.wrapped(4,(0,r.Uy)((0,r.CS)(t.message)));let a=(0,s.concerns)(t,n);null!==a&&e.wrapped(4,`Concerns ${(0,r.Uy)(a)}.`,"dim");let l=(0,s.certaintyWords)(t.certainty);null!==l&&e.wrapped(4,l,"dim");let h=t.suggestions[0];void 0!==h&&function(e,t,n){e.wrapped(4,`Repair: ${(0,r.Uy)((0,s.titlePhrase)(t.title))}`,"cyan"),e.wrapped(6,(0,r.Uy)((0,r.CS)(t.effect)));let a=(0,s.certaintyWords)(t.certainty);null!==a&&e.wrapped(6,a,"dim");let l=t.edits.some(e=>e.path!==n.path),d=(0,i.U)(t.patch).filter(({kind:e})=>"context"!==e&&"note"!==e&&(l||"file"!==e));for(let{kind:t,text:n}of d.slice(0,14))e.line(6,e.styled((0,o.en)(n),"added"===t?"green":"removed"===t?"red":"dim"));d.length>14&&e.line(6,e.styled(`… ${(0,s.counted)(d.length-14,"more line")}`,"dim"))}(e,h,t),t.suggestions.length>1&&e.line(4,e.styled(`${(0,s.counted)(t.suggestions.length-1,"other repair")}: see --format markdown or json`,"dim")),e.blank()}(n,h,a)}let u=l.filter(e=>"existing"===e.status);if(u.length>0){for(let e of(n.heading(`In base too (${u.length})`,"bold"),u))n.line(2,`${n.styled(d(e),"bold")}  ${e.severity} ${(0,o.en)(e.rule)}`),n.wrapped(4,(0,r.Uy)((0,r.CS)(e.message)));n.blank()}if(e.changes.length>0){for(let t of(n.heading("Before and after","bold"),e.changes.slice(0,40)))!function(e,t,n){e.wrapped(2,`${(0,r.Uy)((0,s.changeTitle)(t))}: ${(0,r.Uy)((0,s.targetsPhrase)(t.targets,n))}`,"bold");let o=t.causes.slice(0,3).map(e=>(0,r.Uy)([(0,r.GS)(e)]));for(let n of(o.length>0&&e.line(4,e.styled(`${o.join(", ")}${t.causes.length>3?` and ${t.causes.length-3} more`:""}`,"dim")),(0,s.changeRows)(t)))e.wrapped(4,(0,r.Uy)(n.origins)),e.wrapped(6,`before  ${(0,r.Uy)(n.pair.before)}`,void 0,14),e.wrapped(6,`after   ${(0,r.Uy)(n.pair.after)}`,void 0,14);for(let n of(0,s.openPoints)(t))e.wrapped(4,`? ${(0,r.Uy)(n)}`,"yellow",6)}(n,t,a);e.changes.length>40&&n.line(2,`and ${(0,s.counted)(e.changes.length-40,"more group")} (--format json has them all)`),n.blank()}if(n.list("Ignored",e.ignored.map(e=>(0,r.Uy)((0,s.ignoredPhrase)(e)))),e.unreviewed.length>0){for(let{path:t,reason:i,scopeEntry:s}of(n.heading(`Not reviewed (${e.unreviewed.length})`,"bold"),e.unreviewed))for(let e of(n.wrapped(2,`${(0,r.Uy)([(0,r.aY)(t)])}: ${(0,r.Uy)((0,r.CS)(i))}`),null===s?[]:s.trimEnd().split("\n")))n.line(6,(0,o.en)(e));n.blank()}n.list("Notes",[...e.notes.map(e=>(0,r.Uy)((0,r.CS)(e))),...e.assumptions.map(e=>`Settled by the configuration: ${(0,r.Uy)([(0,r.aY)(e)])}.`)]);let f=(0,s.verdictOf)(e),g="pass"===e.conclusion?"green":"red";return n.wrapped(0,f.sentences.join(" ")),n.line(0,n.styled(n.styled(f.title,g),"bold")),n.text()}function d(e){return(0,r.Uy)([(0,r.GS)(e)])}function p(e){return"error"===e?"red":"warning"===e?"yellow":"cyan"}class h{options;lines=[];constructor(e){this.options=e}styled(e,t){return this.options.color?`\x1b[${a[t]}m${e}\x1b[0m`:e}heading(e,t){this.line(0,this.styled(this.styled(e,t),"bold"))}blank(){this.lines.length>0&&""!==this.lines.at(-1)&&this.lines.push("")}line(e,t){this.lines.push(`${" ".repeat(e)}${t}`)}wrapped(e,t,n,o=e){let i=" ".repeat(e),r=!0,s=()=>{let e=i.trimStart();this.lines.push(void 0===n?i:`${i.slice(0,i.length-e.length)}${this.styled(e,n)}`)};for(let e of t.split(/(?<! ) (?! )/))!r&&i.length+1+e.length>this.options.width&&(s(),i=" ".repeat(o),r=!0),i+=r?e:` ${e}`,r=!1;s()}list(e,t){if(0!==t.length){for(let n of(this.heading(`${e} (${t.length})`,"bold"),t))this.wrapped(2,`- ${n}`,void 0,4);this.blank()}}text(){return`${this.lines.map(o.TR).join("\n")}
`}}}};