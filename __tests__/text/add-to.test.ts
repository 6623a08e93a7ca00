import { addTo } from '../../src/text/add-to.js';

test('values stand under their key in the order that they came, in one list', () => {
  const lists = new Map<string, number[]>();
  addTo(lists, 'a', 1);
  const first = lists.get('a');
  addTo(lists, 'b', 2);
  addTo(lists, 'a', 3);
  expect([...lists]).toEqual([
    ['a', [1, 3]],
    ['b', [2]],
  ]);
  expect(lists.get('a')).toBe(first);
});
