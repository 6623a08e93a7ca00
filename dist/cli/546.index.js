import{modules as e}from"./138-510-546.shared.js";import{modules as t}from"./138-546.shared.js";export const id=546;export const ids=[546];export const modules={...e,...t,2574:(e,t,o)=>{o.r(t),o.d(t,{demo:()=>C});var r=o(3024),i=o(6760),n=o(4562),s=o(1573),a=o(2356),l=o(5364);let d="https://shop.contoso.com",p="https://contoso.developer.azure-api.net",c="apimartifacts/policy.xml",u="apimartifacts/apis/orders/policy.xml",h=`    <backend>
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
                <origin>${p}</origin>
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
${f}`,b=`<policies>
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
${h}`,w=`<policies>
    <inbound>
        <base />
        <rate-limit calls="600" renewal-period="60" />
    </inbound>
${h}`;function $(e,t){return`${JSON.stringify({properties:{displayName:e,path:t,protocols:["https"],subscriptionRequired:!0}},null,2)}
`}function y(e,t){let o=["openapi: 3.0.1","info:",`  title: ${e}`,"  version: '1.0'","paths:"];for(let[e,r]of Object.entries(t))for(let[t,i]of(o.push(`  ${e}:`),Object.entries(r)))o.push(`    ${t}:`,`      operationId: ${i}`,"      responses:","        '200':","          description: OK");return`${o.join("\n")}
`}let v={[c]:m,"apimartifacts/apis/orders/apiInformation.json":$("Orders","orders"),"apimartifacts/apis/orders/specification.yaml":y("Orders",{"/{id}":{get:"get-order",put:"put-order"}}),[u]:b,"apimartifacts/apis/catalogue/apiInformation.json":$("Catalogue","catalogue"),"apimartifacts/apis/catalogue/specification.yaml":y("Catalogue",{"/products":{get:"list-products"}}),"apimartifacts/apis/catalogue/policy.xml":w},j={[c]:g},x={request:{origin:d,method:"PUT",headers:[{name:"content-type",value:"application/json"}],credentials:"same-origin"},destination:{kind:"url",url:"https://contoso.azure-api.net/orders/42"},product:null,key:"header"};var O=o(3941),k=o(7772),T=o(3864),q=o(3920);function E(e,t,o){for(let r of e.changes){if(!r.targets.some(e=>e.api===t))continue;let e=r.origins.find(e=>e.origin===o);if(void 0!==e)return e}return null}function M({allowed:e,certainty:t,otherwise:o}){return"no"===e&&"reported"===t&&o.length>0}function S(e){let{allowed:t,methods:o}=e;return M(e)?"blocked (reported)":"no"===t?"no":"unknown"===t?"blocked ?":"*"===o?"any method":o.join(", ")}var I=o(29),L=o(3370),R=o(8796);async function C(e,t){void 0!==e&&function(e){if((0,r.existsSync)(e)&&(0,r.readdirSync)(e).length>0)throw new a.x(`'${e}' is not empty; name a new folder`)}(e);let h={label:"nothing",entries:new Map,read:()=>Promise.resolve(new Map)},f=(0,n.Lw)(h,new Map(Object.entries(v)),"before"),m=(0,n.Lw)(f,new Map(Object.entries(j)),"pull request"),{reviewTrees:g}=await o.e(687).then(o.bind(o,8687)),b=e=>g(f,e,{settings:s.L,today:(0,R.Ec)()}),w=await b(m),$=w.findings.find(e=>"inherited-cors-decides"===e.rule),y=$?.suggestions[0],{reason:C}=await (0,l.W)(m,x,s.L,null);if(void 0===$||void 0===y||null===C)throw Error("the example has lost its point");let P={...v,...j},W=new Map;for(let e of new Set(y.edits.map(e=>e.path)))W.set(e,function(e,t){let o=e.includes("\r\n")?"\r\n":"\n",r=e.split(o);for(let{startLine:e,endLine:o,lines:i}of[...t].sort((e,t)=>t.startLine-e.startLine))r.splice(e-1,o-e+1,...i);return r.join(o)}(P[e]??"",y.edits.filter(t=>t.path===e)));let z={...P,...Object.fromEntries(W)},N=await b((0,n.Lw)(m,W,"repaired")),U=void 0===e?null:function(e,t){for(let[o,n]of Object.entries(t))for(let[t,s]of Object.entries(n)){let n=(0,i.join)(e,o,t);(0,r.mkdirSync)((0,i.dirname)(n),{recursive:!0}),(0,r.writeFileSync)(n,s)}return e}(e,{base:v,head:P,repaired:z});return(0,L.M9)(function(e,{paint:t,width:o}){let{review:r,finding:i,suggestion:n,consoleMessage:s,after:a,written:l}=e,h=r.changes.filter(e=>e.targets.some(e=>"orders"===e.api)).map(e=>({...e,origins:e.origins.filter(({origin:e})=>e===d)})),f={...r,findings:[{...i,suggestions:[]}],changes:h,notes:[],ignored:[],unreviewed:[]},m=(j[c]??"").split("\n").filter(e=>/cors|origin/.test(e)),g=(0,O.U)(n.patch).filter(({kind:e})=>"added"===e||"removed"===e).slice(0,8);return[t("bold","One button in the portal, and the shop stops working"),"",`The pages of Contoso's shop, ${d}, read and change orders. The Orders API lets`,`them, in ${u}: <base /> first, then its own <cors>. That works.`,"",t("bold",'1. The pull request: "Enable CORS for the developer portal"'),`   It adds this to the global policy, ${c}, and touches nothing of Orders:`,...m.map(e=>t("green",`   + ${e.slice(8)}`)),"",t("bold","2. What the review says of it"),...(0,q.reportText)(f,{paint:t,width:Math.min(o,100)-3}).trimEnd().split("\n").filter((e,t,o)=>""!==e||""!==o[t-1]).map(e=>""===e?"":`   ${e}`),"",t("bold","3. What the shop's developers would find in the console after the release"),...(function(e,t){let o=[],r="";for(let i of e.split(" "))""!==r&&r.length+1+i.length>t?(o.push(r),r=i):r=""===r?i:`${r} ${i}`;return[...o,r]})(t("red",s),Math.min(o,100)-3).map(e=>`   ${e}`),"",t("bold","4. The suggestion"),`   ${(0,k.$z)((0,T.S)(n.title))}:`,...g.map(({kind:e,text:o})=>t("added"===e?"green":"red",`   ${o}`)),"",t("bold","5. The review of the state after applying it: who may call what"),...function(e,t,o){let r=[];for(let[o,i]of[[d,"the shop"],[p,"the developer portal"]])for(let n of["orders","catalogue"]){let s=E(e,n,o);if(null===s)continue;let a=E(t,n,o);r.push([`${i}, ${n}`,S(s.before),S(s.after),S((a??s)[null===a?"before":"after"])])}let i=(e,t)=>e.padEnd(0===t?34:20);return[o("dim",`   ${["","before","pull request","repaired"].map(i).join("")}`.trimEnd()),...r.map(e=>`   ${e.map(i).join("")}`.trimEnd())]}(r,a,t),...["orders","catalogue"].map(e=>E(r,e,d)?.after).some(e=>void 0!==e&&M(e))?["   Reported: gateways end requests of unlisted origins where terminate-unmatched-request is not written.","   If this one follows the attribute table of Microsoft’s page instead (default false), the shop gets in."]:[],`   ${i.rule} is ${a.findings.some(e=>e.rule===i.rule)?"still there":"gone"}, and nobody lost anything. Verdict: ${t("pass"===a.conclusion?"green":"red",a.conclusion)}.`,"",null===l?"To try it: apim-cors demo FOLDER writes all three states. On your own repository: apim-cors review --base main":`Written: base/, head/ and repaired/ in ${l}. Now: apim-cors review --base-dir ${l}/base --head-dir ${l}/head`,""].join("\n")}({review:w,finding:$,suggestion:y,consoleMessage:C.chromium,after:N,written:U},(0,L.KC)(t)),t),I.N.done}}};