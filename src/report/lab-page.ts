/** The page about the lab's service. */
export const labPage = `# A lab for what Microsoft's pages leave open

This folder holds a small service for Azure API Management. Each API in it is about one open point of CORS, and about nothing else. Publish it to
a gateway of your own, measure it, and you know how your gateway behaves.

**Use an instance that serves nothing else.** Publishing replaces the policy of the whole service (\`apimartifacts/policy.xml\`), and adds APIs whose
path starts with \`apim-cors-lab\`. They need no subscription key, and answer everybody with a fixed text.

## Publish

The artifacts are those of APIOps. With its publisher:

\`\`\`sh
export AZURE_SUBSCRIPTION_ID=… AZURE_RESOURCE_GROUP_NAME=… API_MANAGEMENT_SERVICE_NAME=…
export API_MANAGEMENT_SERVICE_OUTPUT_FOLDER_PATH="$PWD/apimartifacts"
publisher
\`\`\`

If the instance refuses \`apis/lab-null-listed/policy.xml\`, that is an answer: it does not take the origin \`null\` in a list. Delete that folder and
publish again; the point is then \`null-listed: 'no'\`.

## Measure

Wait until the policies have reached the gateway, a minute or two, then:

\`\`\`sh
apim-cors probe --lab . --gateway https://NAME.azure-api.net --note "Developer, West Europe"
apim-cors probe --lab . --gateway https://NAME.azure-api.net --note "Developer, West Europe" --format json --output record.json
\`\`\`

The first prints each point with what the gateway does, and an \`assume:\` block for your configuration. The second writes a record to share. It holds
the address of the gateway, each request, and the CORS headers of each answer.

When you are done, delete the instance, or the APIs, the fragment and the version set named \`apim-cors-lab\`, and write your own policy back.
`;
