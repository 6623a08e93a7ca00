export const id=358;export const ids=[358];export const modules={3338:(e,t,o)=>{o.r(t),o.d(t,{demo:()=>R});var r=o(3024),n=o(6760),i=o(4562),s=o(1573),a=o(2356),l=o(5251);let d="https://shop.contoso.com",u="https://contoso.developer.azure-api.net",c="apimartifacts/policy.xml",p="apimartifacts/apis/orders/policy.xml",h=`    <backend>
        <base />
    </backend>
    <outbound>
        <base />
    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>
`,f=`    <backend>
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
${f}`,g=`<policies>
    <inbound>
        <cors allow-credentials="true">
            <allowed-origins>
                <origin>${u}</origin>
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
${f}`,w=`<policies>
    <inbound>
        <base />
        <cors>
            <allowed-origins>
                <origin>${d}</origin>
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
${h}`,b=`<policies>
    <inbound>
        <base />
        <rate-limit calls="600" renewal-period="60" />
    </inbound>
${h}`;function v(e,t){return`${JSON.stringify({properties:{displayName:e,path:t,protocols:["https"],subscriptionRequired:!0}},null,2)}
`}function $(e,t){let o=["openapi: 3.0.1","info:",`  title: ${e}`,"  version: '1.0'","paths:"];for(let[e,r]of Object.entries(t))for(let[t,n]of(o.push(`  ${e}:`),Object.entries(r)))o.push(`    ${t}:`,`      operationId: ${n}`,"      responses:","        '200':","          description: OK");return`${o.join("\n")}
`}let y={[c]:m,"apimartifacts/apis/orders/apiInformation.json":v("Orders","orders"),"apimartifacts/apis/orders/specification.yaml":$("Orders",{"/{id}":{get:"get-order",put:"put-order"}}),[p]:w,"apimartifacts/apis/catalogue/apiInformation.json":v("Catalogue","catalogue"),"apimartifacts/apis/catalogue/specification.yaml":$("Catalogue",{"/products":{get:"list-products"}}),"apimartifacts/apis/catalogue/policy.xml":b},x={[c]:g},O={request:{origin:d,method:"PUT",headers:[{name:"content-type",value:"application/json"}],credentials:"same-origin"},destination:{kind:"url",url:"https://contoso.azure-api.net/orders/42"},product:null,key:"header"};var S=o(3941),M=o(7772),T=o(9053),j=o(3920);function E(e,t,o){for(let r of e.changes){if(!r.targets.some(e=>e.api===t))continue;let e=r.origins.find(e=>e.origin===o);if(void 0!==e)return e}return null}function k({allowed:e,certainty:t,otherwise:o}){return"no"===e&&"reported"===t&&o.length>0}function L(e){let{allowed:t,methods:o}=e;return k(e)?"blocked (reported)":"no"===t?"no":"unknown"===t?"blocked ?":"*"===o?"any method":o.join(", ")}var q=o(29),I=o(2288),C=o(892);async function R(e,t){void 0!==e&&function(e){if((0,r.existsSync)(e)&&(0,r.readdirSync)(e).length>0)throw new a.x(`'${e}' is not empty; name a new folder`)}(e);let h={label:"nothing",entries:new Map,read:()=>Promise.resolve(new Map)},f=(0,i.Lw)(h,new Map(Object.entries(y)),"before"),m=(0,i.Lw)(f,new Map(Object.entries(x)),"pull request"),{reviewTrees:g}=await o.e(63).then(o.bind(o,8063)),w=e=>g(f,e,{settings:s.L,today:(0,C.Ec)()}),b=await w(m),v=b.findings.find(e=>"inherited-cors-decides"===e.rule),$=v?.suggestions[0],{reason:R}=await (0,l.W)(m,O,s.L,null);if(void 0===v||void 0===$||null===R)throw Error("the example has lost its point");let N={...y,...x},D=new Map;for(let e of new Set($.edits.map(e=>e.path)))D.set(e,function(e,t){let o=e.includes("\r\n")?"\r\n":"\n",r=e.split(o);for(let{startLine:e,endLine:o,lines:n}of[...t].sort((e,t)=>t.startLine-e.startLine))r.splice(e-1,o-e+1,...n);return r.join(o)}(N[e]??"",$.edits.filter(t=>t.path===e)));let F={...N,...Object.fromEntries(D)},K=await w((0,i.Lw)(m,D,"repaired")),P=void 0===e?null:function(e,t){for(let[o,i]of Object.entries(t))for(let[t,s]of Object.entries(i)){let i=(0,n.join)(e,o,t);(0,r.mkdirSync)((0,n.dirname)(i),{recursive:!0}),(0,r.writeFileSync)(i,s)}return e}(e,{base:y,head:N,repaired:F});return(0,I.M9)(function(e,{paint:t,width:o}){let{review:r,finding:n,suggestion:i,consoleMessage:s,after:a,written:l}=e,h=r.changes.filter(e=>e.targets.some(e=>"orders"===e.api)).map(e=>({...e,origins:e.origins.filter(({origin:e})=>e===d)})),f={...r,findings:[{...n,suggestions:[]}],changes:h,notes:[],ignored:[],unreviewed:[]},m=(x[c]??"").split("\n").filter(e=>/cors|origin/.test(e)),g=(0,S.U)(i.patch).filter(({kind:e})=>"added"===e||"removed"===e).slice(0,8);return[t("bold","One button in the portal, and the shop stops working"),"",`The pages of Contoso's shop, ${d}, read and change orders. The Orders API lets`,`them, in ${p}: <base /> first, then its own <cors>. That works.`,"",t("bold",'1. The pull request: "Enable CORS for the developer portal"'),`   It adds this to the global policy, ${c}, and touches nothing of Orders:`,...m.map(e=>t("green",`   + ${e.slice(8)}`)),"",t("bold","2. What the review says of it"),...(0,j.reportText)(f,{paint:t,width:Math.min(o,100)-3}).trimEnd().split("\n").filter((e,t,o)=>""!==e||""!==o[t-1]).map(e=>""===e?"":`   ${e}`),"",t("bold","3. What the shop's developers would find in the console after the release"),...(function(e,t){let o=[],r="";for(let n of e.split(" "))""!==r&&r.length+1+n.length>t?(o.push(r),r=n):r=""===r?n:`${r} ${n}`;return[...o,r]})(t("red",s),Math.min(o,100)-3).map(e=>`   ${e}`),"",t("bold","4. The suggestion"),`   ${(0,M.$z)((0,T.S)(i.title))}:`,...g.map(({kind:e,text:o})=>t("added"===e?"green":"red",`   ${o}`)),"",t("bold","5. The review of the state after applying it: who may call what"),...function(e,t,o){let r=[];for(let[o,n]of[[d,"the shop"],[u,"the developer portal"]])for(let i of["orders","catalogue"]){let s=E(e,i,o);if(null===s)continue;let a=E(t,i,o);r.push([`${n}, ${i}`,L(s.before),L(s.after),L((a??s)[null===a?"before":"after"])])}let n=(e,t)=>e.padEnd(0===t?34:20);return[o("dim",`   ${["","before","pull request","repaired"].map(n).join("")}`.trimEnd()),...r.map(e=>`   ${e.map(n).join("")}`.trimEnd())]}(r,a,t),...["orders","catalogue"].map(e=>E(r,e,d)?.after).some(e=>void 0!==e&&k(e))?["   Reported: gateways end requests of unlisted origins where terminate-unmatched-request is not written.","   If this one follows the attribute table of Microsoft’s page instead (default false), the shop gets in."]:[],`   ${n.rule} is ${a.findings.some(e=>e.rule===n.rule)?"still there":"gone"}, and nobody lost anything. Verdict: ${t("pass"===a.conclusion?"green":"red",a.conclusion)}.`,"",null===l?"To try it: apim-cors demo FOLDER writes all three states. On your own repository: apim-cors review --base main":`Written: base/, head/ and repaired/ in ${l}. Now: apim-cors review --base-dir ${l}/base --head-dir ${l}/head`,""].join("\n")}({review:b,finding:v,suggestion:$,consoleMessage:R.chromium,after:K,written:P},(0,I.KC)(t)),t),q.N.done}},2288:(e,t,o)=>{o.d(t,{E$:()=>p,ke:()=>c,KC:()=>d,M9:()=>u});var r=o(3024),n=o(2356),i=o(9924);let s=(e,t)=>t;var a=o(7975);let l=(e,t)=>(0,a.styleText)(e,t,{validateStream:!1});function d(e){let t=void 0===e.output&&process.stdout.isTTY,o=(process.env.NO_COLOR??"")!==""||"dumb"===process.env.TERM;return{paint:"always"===e.color||"auto"===e.color&&t&&!o?l:s,width:t?Math.min(120,Math.max(60,process.stdout.columns)):100}}function u(e,t){if(void 0===t.output)return void process.stdout.write(e);try{(0,r.writeFileSync)(t.output,e)}catch(e){throw new n.x(`--output ${t.output} cannot be written: ${e instanceof Error?e.message:String(e)}`)}}class c{#e=Date.now();#t=!1;tell=e=>{!process.stderr.isTTY||Date.now()-this.#e<500||(this.#t=!0,process.stderr.write(`\r\x1b[K${(0,i.en)(e).slice(0,Math.max(20,process.stderr.columns-1))}`))};end(){this.#t&&process.stderr.write("\r\x1b[K"),this.#t=!1}}class p{#o;constructor(e){this.#o=e.output,void 0!==this.#o&&u("",e)}write(e){void 0===this.#o?process.stdout.write(e):(0,r.appendFileSync)(this.#o,e)}}},892:(e,t,o)=>{o.d(t,{Ec:()=>l,W7:()=>a,zc:()=>s});var r=o(3024),n=o(1573),i=o(2356);async function s(e,t){return{...await async function(e,t){let s=void 0===e?await t(n.j):function(e){try{return(0,r.readFileSync)(e)}catch(o){let t=o instanceof Error&&"code"in o&&"ENOENT"===o.code;throw new i.x(`--config ${e} ${t?"does not exist":`cannot be read: ${o instanceof Error?o.message:String(o)}`}`)}}(e);if(null===s)return n.L;let{parseSettings:a}=await Promise.all([o.e(879),o.e(92),o.e(815),o.e(395),o.e(595),o.e(150),o.e(502),o.e(816)]).then(o.bind(o,2816));return a(new TextDecoder().decode(s),e??n.j)}(e.config,t),...void 0===e.failOn?{}:{failOn:e.failOn},...void 0===e.environment?{}:{environments:e.environment}}}function a(e){return async t=>e.entries.get(t)?.kind==="file"?(await e.read([t])).get(t)??null:null}function l(){return new Date().toISOString().slice(0,10)}},1573:(e,t,o)=>{o.d(t,{L:()=>r,j:()=>n});let r={failOn:"error",environments:[],reportExisting:!1,ignores:"head",assume:new Map,scopes:[],rules:[],ignore:[],source:null},n=".github/apim-cors.yml"},9445:(e,t,o)=>{function r(e,t){let o=function(e,t){let o=n(e),r=null,i=Math.max(1,Math.floor(o.length/3))+1;for(let e of t){let t=function(e,t,o){if(Math.abs(e.length-t.length)>=o)return o;let r=[],n=Array.from({length:t.length+1},(e,t)=>t);for(let i=1;i<=e.length;i+=1){let s=[i];for(let o=1;o<=t.length;o+=1){let a=(n[o-1]??0)+ +(e[i-1]!==t[o-1]),l=i>1&&o>1&&e[i-1]===t[o-2]&&e[i-2]===t[o-1]?(r[o-2]??0)+1:a;s.push(Math.min(a,l,(n[o]??0)+1,(s[o-1]??0)+1))}if(Math.min(...n,...s)>=o)return o;r=n,n=s}return n[t.length]??o}(o,n(e),i);t<i&&(i=t,r=e)}return r}(e,t);return null===o?"":`; did you mean '${o}'?`}function n(e){return e.slice(0,100).toLowerCase().replace(/[_\s]/g,"-")}o.d(t,{a:()=>r})}};