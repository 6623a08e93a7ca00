import { defaultSettings } from '../../src/config/settings.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** Many APIs that one text deploys: what moves at its line is held once, not once a finding. */

const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';
const type = 'Microsoft.ApiManagement/service/apis';
const policy = (origin: string): string =>
  `<policies><inbound><cors><allowed-origins><origin>${origin}</origin></allowed-origins></cors></inbound></policies>`;
const template = (count: number, origin: string): string =>
  JSON.stringify({
    $schema: schema,
    contentVersion: '1.0.0.0',
    resources: [
      {
        type,
        name: "[concat('s/a', copyIndex())]",
        copy: { name: 'a', count },
        properties: { displayName: 'a', path: "[concat('p', copyIndex())]" },
      },
      {
        type: `${type}/policies`,
        name: "[concat('s/a', copyIndex(), '/policy')]",
        copy: { name: 'p', count },
        properties: { format: 'rawxml', value: policy(origin) },
      },
    ],
  });

test.each([1, 5, 25])('one text of %d APIs: each move is held once', async (count) => {
  const side = (origin: string, label: string): ReturnType<typeof memoryTree> => memoryTree({ 'template.json': template(count, origin) }, label);
  const review = await reviewTrees(side('https://a.contoso.com', 'base'), side('https://b.contoso.com', 'head'), {
    settings: defaultSettings,
    today: '2026-01-01',
  });
  const causes = rootCauses(review);
  expect(causes.map(({ findings, rows }) => [findings.length, rows.length])).toEqual([[2 * count, 2 * count]]);
  const [cause] = causes;
  expect(cause?.loses.map(({ origins, targets }) => [origins, targets.length])).toEqual([[['https://a.contoso.com'], count]]);
  expect(cause?.gains.map(({ origins, targets }) => [origins, targets.length])).toEqual([[['https://b.contoso.com'], count]]);
});
