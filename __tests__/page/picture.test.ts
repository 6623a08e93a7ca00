import fc from 'fast-check';
import { causePicture, pictureLabel } from '../../src/report/cause-picture.js';
import { pageOf } from './page.js';
import { scenes } from './scenes.js';

/** The lines of Mermaid that are written: names of our own, and labels in quotes of the safe alphabet. */
const label = '"[A-Za-z0-9./: -]+(?:<br/>[A-Za-z0-9./: -]+)?"';
const arrow = new RegExp(
  `^  (?:who\\[${label}\\] ==> at0\\[${label}\\]|at0 ==> done\\["(?:may be )?(?:blocked|allowed)"\\]|at\\d -\\.-> at\\d\\[${label}\\])$`,
);

function drawn(picture: string): readonly string[] {
  const [, code = ''] = /```mermaid\n([^]*?)\n```$/.exec(picture) ?? [];
  return code.split('\n');
}

test('a label holds the safe alphabet alone, whatever a name holds, and ends no quote', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('end', '"]; click A', '`x`', '%%{init: {}}%%', '<img>', '')),
      (text) => {
        expect(pictureLabel(text)).toMatch(/^[A-Za-z0-9./: -]{1,60}$/);
        expect(pictureLabel(text)).not.toMatch(/^ | {2}| $/);
      },
    ),
  );
});

test.each(scenes.map((scene) => [scene.name, scene] as const))(
  'each picture of %s is well formed, and says what the line above it says',
  async (name, { base, head }) => {
    const { causes, job, sticky } = await pageOf(base, head);
    // Infos stand in the table alone.
    const pictures = causes.filter(({ severity }) => severity !== 'info').flatMap((cause) => causePicture(cause) ?? []);
    for (const picture of pictures) {
      const [first, ...rest] = drawn(picture);
      expect(first).toBe('flowchart LR');
      for (const line of rest) expect(line).toMatch(arrow);
      const [text = ''] = picture.split('\n');
      const end = /done\["([^"]*)"\]/.exec(picture)?.[1] ?? '?';
      expect(text).toContain(`→ ${end}.`);
    }
    expect(job.split('```mermaid').length - 1).toBe(pictures.length);
    expect(sticky).not.toContain('mermaid');
    if (name.startsWith('article')) expect(pictures).toHaveLength(1);
  },
);
