import { modules as m0 } from './shared.js';
export const id=2664;export const ids=[2664];export const modules={5998: m0[5998],6930: m0[6930],4797: m0[4797],5537: m0[5537],9194:(function(e,t,o){o.r(t),o.d(t,{demo:()=>C});var r=o(5850);o(8294),o(1524),o(313),o(2414),o(7848),o(9136),o(9303);var i=o(5998);o(7372),o(1373),o(7417),o(9882),o(7344);var n=o(6930);o(9347),o(3778),o(1942),o(7905),o(5630),o(1132);var a=o(4797),s=o(2663),l=o(8583);o(5103);var d=o(6659);o(2426),o(1298),o(6751),o(2764),o(9909),o(9639),o(5055),o(2839),o(6780),o(611);var p=o(6794);o(4209);var c=o(7536),u=o(339),h=o(9724);o(1703),o(1497),o(572),o(6909);var f=o(1089);o(6523),o(4332),o(1731),o(4234),o(1564),o(3801),o(4568),o(7390),o(9313),o(2657),o(5667),o(2450),o(9487),o(5300),o(5274),o(864),o(6836),o(5625),o(8993),o(9695),o(8283),o(4647),o(1733);var m=o(3024),g=o(6760),b="https://shop.contoso.com",w="https://contoso.developer.azure-api.net",v="apimartifacts/policy.xml",$="apimartifacts/apis/orders/policy.xml",y=`    <backend>
        <base />
    </backend>
    <outbound>
        <base />
    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>
`,O=`    <backend>
        <forward-request />
    </backend>
    <outbound />
    <on-error />
</policies>
`,j=`<policies>
    <inbound>
        <set-header name="x-correlation-id" exists-action="skip">
            <value>@(context.RequestId.ToString())</value>
        </set-header>
    </inbound>
${O}`,k=`<policies>
    <inbound>
        <cors allow-credentials="true">
            <allowed-origins>
                <origin>${w}</origin>
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
${O}`,x=`<policies>
    <inbound>
        <base />
        <cors>
            <allowed-origins>
                <origin>${b}</origin>
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
${y}`,E=`<policies>
    <inbound>
        <base />
        <rate-limit calls="600" renewal-period="60" />
    </inbound>
${y}`;function T(e,t){return`${JSON.stringify({properties:{displayName:e,path:t,protocols:["https"],subscriptionRequired:!0}},null,2)}
`}function S(e,t){let o=["openapi: 3.0.1","info:",`  title: ${e}`,"  version: '1.0'","paths:"];for(let[e,r]of Object.entries(t))for(let[t,i]of(o.push(`  ${e}:`),Object.entries(r)))o.push(`    ${t}:`,`      operationId: ${i}`,"      responses:","        '200':","          description: OK");return`${o.join("\n")}
`}var L={[v]:j,"apimartifacts/apis/orders/apiInformation.json":T("Orders","orders"),"apimartifacts/apis/orders/specification.yaml":S("Orders",{"/{id}":{get:"get-order",put:"put-order"}}),[$]:x,"apimartifacts/apis/catalogue/apiInformation.json":T("Catalogue","catalogue"),"apimartifacts/apis/catalogue/specification.yaml":S("Catalogue",{"/products":{get:"list-products"}}),"apimartifacts/apis/catalogue/policy.xml":E},q={[v]:k},M={request:{origin:b,method:"PUT",headers:[{name:"content-type",value:"application/json"}],credentials:"same-origin"},destination:{kind:"url",url:"https://contoso.azure-api.net/orders/42"},product:null,key:"header"};function I(e,t,o){for(let r of e.changes){if(!r.targets.some(e=>e.api===t))continue;let e=r.origins.find(e=>e.origin===o);if(void 0!==e)return e}return null}function R(e){let{allowed:t,methods:o}=e;return!function({allowed:e,certainty:t,otherwise:o}){return"no"===e&&"reported"===t&&o.length>0}(e)?"no"===t?"no":"unknown"===t?"blocked ?":"*"===o?"any method":o.join(", "):"blocked (reported)"}async function C(e,t){void 0!==e&&function(e){if((0,m.existsSync)(e)&&(0,m.readdirSync)(e).length>0)throw new f.xL(`'${e}' is not empty; name a new folder`)}(e);let y={label:"nothing",entries:new Map,read:()=>Promise.resolve(new Map)},O=(0,n.Lw)(y,new Map(Object.entries(L)),"before"),j=(0,n.Lw)(O,new Map(Object.entries(q)),"pull request"),{reviewTrees:k}=await o.lazy(2215),x=e=>k(O,e,{settings:a.L6,today:(0,i.Ec)()}),E=await x(j),T=E.findings.find(e=>"inherited-cors-decides"===e.rule),S=T?.suggestions[0],{reason:C}=await (0,r.WE)(j,M,a.L6,null);if(void 0===T||void 0===S||null===C)throw Error("the example has lost its point");let z={...L,...q},P=new Map;for(let e of new Set(S.edits.map(e=>e.path)))P.set(e,function(e,t){let o=e.includes("\r\n")?"\r\n":"\n",r=e.split(o);for(let{startLine:e,endLine:o,lines:i}of[...t].sort((e,t)=>t.startLine-e.startLine))r.splice(e-1,o-e+1,...i);return r.join(o)}(z[e]??"",S.edits.filter(t=>t.path===e)));let U={...z,...Object.fromEntries(P)},W=await x((0,n.Lw)(j,P,"repaired")),F=void 0===e?null:function(e,t){for(let[o,r]of Object.entries(t))for(let[t,i]of Object.entries(r)){let r=(0,g.join)(e,o,t);(0,m.mkdirSync)((0,g.dirname)(r),{recursive:!0}),(0,m.writeFileSync)(r,i)}return e}(e,{base:L,head:z,repaired:U});return(0,l.M9)(function(e,t){let{review:o,finding:r,suggestion:i,consoleMessage:n,after:a,written:s}=e,l=(0,h.FQ)(o).find(({findings:e})=>e.some(({fingerprint:e})=>e===r.fingerprint)),f=(l?.findings??[r]).map(e=>({...e,suggestions:[]})),m={...o,findings:f,notes:[],ignored:[],unreviewed:[]},g=(q[v]??"").split("\n").filter(e=>/cors|origin/.test(e)),y=(0,p.UZ)(i.patch).filter(({kind:e})=>"added"===e||"removed"===e).slice(0,8);return[t("bold","One button in the portal, and the shop stops working"),"",`The pages of Contoso's shop, ${b}, read and change orders. The Orders API lets`,`them, in ${$}: <base /> first, then its own <cors>. That works.`,"",t("bold",'1. The pull request: "Enable CORS for the developer portal"'),`   It adds this to the global policy, ${v}, and touches nothing of Orders:`,...g.map(e=>t("green",`   + ${e.slice(8)}`)),"",t("bold","2. What the review says of it"),...(0,d.UH)(m,{paint:t,width:97,sources:new Map(Object.entries({...L,...q})),isRepairedElsewhere:!0}).trimEnd().split("\n").filter((e,t,o)=>""!==e||""!==o[t-1]).map(e=>""===e?"":`   ${e}`),"",t("bold","3. What the shop's developers would find in the console after the release"),...(function(e){let t=[],o="";for(let r of e.split(" "))""!==o&&o.length+1+r.length>97?(t.push(o),o=r):o=""===o?r:`${o} ${r}`;return[...t,o]})(t("red",n)).map(e=>`   ${e}`),"",t("bold",`4. The suggestion: ${(0,u.$z)((0,c.SO)(i.title))}`),...y.map(({kind:e,text:o})=>t("added"===e?"green":"red",`   ${o}`)),"",t("bold","5. The review of the state after applying it: who may call what"),...function(e,t,o){let r=[];for(let[o,i]of[[b,"the shop"],[w,"the developer portal"]])for(let n of["orders","catalogue"]){let a=I(e,n,o);if(null===a)continue;let s=I(t,n,o);r.push([`${i}, ${n}`,R(a.before),R(a.after),R((s??a)[null===s?"before":"after"])])}let i=(e,t)=>e.padEnd(0===t?34:20);return[o("dim",`   ${["","before","pull request","repaired"].map(i).join("")}`.trimEnd()),...r.map(e=>`   ${e.map(i).join("")}`.trimEnd())]}(o,a,t),`   ${r.rule} is ${a.findings.some(e=>e.rule===r.rule)?"still there":"gone"}, and everybody has at least what they had before. Verdict: ${t("pass"===a.conclusion?"green":"red",a.conclusion)}.`,null===s?"To try it: apim-cors demo FOLDER writes all three states. On your own repository: apim-cors review --base main":`Written: base/, head/ and repaired/ in ${s}. Now: apim-cors review --base-dir ${s}/base --head-dir ${s}/head`,""].join("\n")}({review:E,finding:T,suggestion:S,consoleMessage:C.chromium,after:W,written:F},(0,l.KC)(t).paint),t),s.N.done}})};
