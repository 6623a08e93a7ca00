export const ids=['5114'],modules={115:(function(e,t,o){o.r(t),o.d(t,{demo:()=>C});var r=o(117),i=o(55);o(201),o(174),o(57),o(128),o(175),o(145),o(297),o(298),o(216),o(105),o(150);var n=o(116),a=o(119),s=o(194),l=o(196);o(202),o(152),o(149),o(154),o(148),o(153),o(147),o(296),o(295);var d=o(1);o(2),o(3),o(96),o(95),o(109),o(110),o(5),o(69),o(68),o(51),o(48),o(112),o(43),o(25),o(47),o(24),o(58);var p=o(87);o(63);var c=o(300),u=o(129),h=o(299);o(75),o(41),o(39),o(53),o(188),o(54),o(144),o(197);var f=o(198);o(56),o(52),o(45),o(22),o(27),o(23),o(190),o(167),o(141),o(26),o(200),o(191),o(143),o(139),o(142),o(189),o(140);var m=o(306),g=o(310),b="https://shop.contoso.com",w="https://contoso.developer.azure-api.net",$="apimartifacts/policy.xml",v="apimartifacts/apis/orders/policy.xml",y=`    <backend>
        <base />
    </backend>
    <outbound>
        <base />
    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>
`,j=`    <backend>
        <forward-request />
    </backend>
    <outbound />
    <on-error />
</policies>
`,O=`<policies>
    <inbound>
        <set-header name="x-correlation-id" exists-action="skip">
            <value>@(context.RequestId.ToString())</value>
        </set-header>
    </inbound>
${j}`,k=`<policies>
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
${j}`,x=`<policies>
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
${y}`,T=`<policies>
    <inbound>
        <base />
        <rate-limit calls="600" renewal-period="60" />
    </inbound>
${y}`;function E(e,t){return`${JSON.stringify({properties:{displayName:e,path:t,protocols:["https"],subscriptionRequired:!0}},null,2)}
`}function S(e,t){let o=["openapi: 3.0.1","info:",`  title: ${e}`,"  version: '1.0'","paths:"];for(let[e,r]of Object.entries(t))for(let[t,i]of(o.push(`  ${e}:`),Object.entries(r)))o.push(`    ${t}:`,`      operationId: ${i}`,"      responses:","        '200':","          description: OK");return`${o.join("\n")}
`}var L={[$]:O,"apimartifacts/apis/orders/apiInformation.json":E("Orders","orders"),"apimartifacts/apis/orders/specification.yaml":S("Orders",{"/{id}":{get:"get-order",put:"put-order"}}),[v]:x,"apimartifacts/apis/catalogue/apiInformation.json":E("Catalogue","catalogue"),"apimartifacts/apis/catalogue/specification.yaml":S("Catalogue",{"/products":{get:"list-products"}}),"apimartifacts/apis/catalogue/policy.xml":T},q={[$]:k},M={request:{origin:b,method:"PUT",headers:[{name:"content-type",value:"application/json"}],credentials:"same-origin"},destination:{kind:"url",url:"https://contoso.azure-api.net/orders/42"},product:null,key:"header"};function I(e,t,o){for(let r of e.changes){if(!r.targets.some(e=>e.api===t))continue;let e=r.origins.find(e=>e.origin===o);if(void 0!==e)return e}return null}function R(e){let{allowed:t,methods:o}=e;return!function({allowed:e,certainty:t,otherwise:o}){return"no"===e&&"reported"===t&&o.length>0}(e)?"no"===t?"no":"unknown"===t?"blocked ?":"*"===o?"any method":o.join(", "):"blocked (reported)"}async function C(e,t){void 0!==e&&function(e){if((0,m.existsSync)(e)&&(0,m.readdirSync)(e).length>0)throw new f.xL(`'${e}' is not empty; name a new folder`)}(e);let y={label:"nothing",entries:new Map,read:()=>Promise.resolve(new Map)},j=(0,n.Lw)(y,new Map(Object.entries(L)),"before"),O=(0,n.Lw)(j,new Map(Object.entries(q)),"pull request"),{reviewTrees:k}=await o.lazy(19),x=e=>k(j,e,{settings:a.L6,today:(0,r.E)()}),T=await x(O),E=T.findings.find(e=>"inherited-cors-decides"===e.rule),S=E?.suggestions[0],{reason:C}=await (0,i.jP)(O,M,a.L6,null);if(void 0===E||void 0===S||null===C)throw Error("the example has lost its point");let P={...L,...q},z=new Map;for(let e of new Set(S.edits.map(e=>e.path)))z.set(e,function(e,t){let o=e.includes("\r\n")?"\r\n":"\n",r=e.split(o);for(let{startLine:e,endLine:o,lines:i}of[...t].sort((e,t)=>t.startLine-e.startLine))r.splice(e-1,o-e+1,...i);return r.join(o)}(P[e]??"",S.edits.filter(t=>t.path===e)));let U={...P,...Object.fromEntries(z)},F=await x((0,n.Lw)(O,z,"repaired")),N=void 0===e?null:function(e,t){for(let[o,r]of Object.entries(t))for(let[t,i]of Object.entries(r)){let r=(0,g.join)(e,o,t);(0,m.mkdirSync)((0,g.dirname)(r),{recursive:!0}),(0,m.writeFileSync)(r,i)}return e}(e,{base:L,head:P,repaired:U});return(0,l.M9)(function(e,t){let{review:o,finding:r,suggestion:i,consoleMessage:n,after:a,written:s}=e,l=(0,h.FQ)(o).find(({findings:e})=>e.some(({fingerprint:e})=>e===r.fingerprint)),f=(l?.findings??[r]).map(e=>({...e,suggestions:[]})),m={...o,findings:f,notes:[],ignored:[],unreviewed:[]},g=(q[$]??"").split("\n").filter(e=>/cors|origin/.test(e)),y=(0,p.UZ)(i.patch).filter(({kind:e})=>"added"===e||"removed"===e).slice(0,8);return[t("bold","One button in the portal, and the shop stops working"),"",`The pages of Contoso's shop, ${b}, read and change orders. The Orders API lets`,`them, in ${v}: <base /> first, then its own <cors>. That works.`,"",t("bold",'1. The pull request: "Enable CORS for the developer portal"'),`   It adds this to the global policy, ${$}, and touches nothing of Orders:`,...g.map(e=>t("green",`   + ${e.slice(8)}`)),"",t("bold","2. What the review says of it"),...(0,d.UH)(m,{paint:t,width:97,sources:new Map(Object.entries({...L,...q})),isRepairedElsewhere:!0}).trimEnd().split("\n").filter((e,t,o)=>""!==e||""!==o[t-1]).map(e=>""===e?"":`   ${e}`),"",t("bold","3. What the shop's developers would find in the console after the release"),...(function(e){let t=[],o="";for(let r of e.split(" "))""!==o&&o.length+1+r.length>97?(t.push(o),o=r):o=""===o?r:`${o} ${r}`;return[...t,o]})(t("red",n)).map(e=>`   ${e}`),"",t("bold",`4. The suggestion: ${(0,u.$z)((0,c.SO)(i.title))}`),...y.map(({kind:e,text:o})=>t("added"===e?"green":"red",`   ${o}`)),"",t("bold","5. The review of the state after applying it: who may call what"),...function(e,t,o){let r=[];for(let[o,i]of[[b,"the shop"],[w,"the developer portal"]])for(let n of["orders","catalogue"]){let a=I(e,n,o);if(null===a)continue;let s=I(t,n,o);r.push([`${i}, ${n}`,R(a.before),R(a.after),R((s??a)[null===s?"before":"after"])])}let i=(e,t)=>e.padEnd(0===t?34:20);return[o("dim",`   ${["","before","pull request","repaired"].map(i).join("")}`.trimEnd()),...r.map(e=>`   ${e.map(i).join("")}`.trimEnd())]}(o,a,t),`   ${r.rule} is ${a.findings.some(e=>e.rule===r.rule)?"still there":"gone"}, and everybody has at least what they had before. Verdict: ${t("pass"===a.conclusion?"green":"red",a.conclusion)}.`,null===s?"To try it: apim-cors demo FOLDER writes all three states. On your own repository: apim-cors review --base main":`Written: base/, head/ and repaired/ in ${s}. Now: apim-cors review --base-dir ${s}/base --head-dir ${s}/head`,""].join("\n")}({review:T,finding:E,suggestion:S,consoleMessage:C.chromium,after:F,written:N},(0,l.KC)(t).paint),t),s.N.done}})};
