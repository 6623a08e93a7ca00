import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as core from '@actions/core';
import { context } from '@actions/github';
import * as z from 'zod/mini';
import { ConfigError, InputError } from '../config/errors.js';
import { nextBatch } from '../organisation/batch.js';
import { readFullName } from '../organisation/repository-name.js';
import { readRecord, recordFile, type ScanRecord } from '../organisation/record.js';
import { joinedHtml, joinedMarkdown, joinedRows, type Joined } from '../organisation/table.js';
import { jsonText } from '../report/escape.js';
import { linkOnTheWay } from '../sources/links.js';
import { version } from '../version.js';
import type { GitHubClient } from './client.js';
import type { Inputs, OrganisationInputs } from './inputs.js';
import { tell, warn } from './log.js';
import { listCandidates } from './organisation-list.js';
import { scanRepository } from './organisation-scan.js';
import { writeAnswer } from './outputs.js';

/** Data from the listing step for the joining step. */
const listedSchema = z.object({
  repositories: z.array(z.string()),
  candidates: z.array(z.object({ repository: z.string(), commit: z.string() })),
  troubles: z.array(z.string()),
});
type Listed = z.infer<typeof listedSchema>;

/** Most bytes of a record's file. */
const longestRecord = 20_000_000;

/** Runs one step of a scan of many repositories. True: it succeeded. Findings do not fail it: they are for the table. */
export async function runOrganisation(client: GitHubClient, asked: OrganisationInputs, inputs: Inputs): Promise<boolean> {
  const folder = folderOf(asked.folder);
  switch (asked.step) {
    case 'list':
      await list(client, asked, folder);
      return true;
    case 'scan': {
      const [, repository = '', commit = ''] = /^\s*(\S+)@([0-9a-f]{40,64})\s*$/.exec(asked.repositories) ?? [];
      const name = readFullName(repository);
      if (name === null) throw new ConfigError("input 'repositories' names one repository in this step: owner/name@commit");
      const record = await scanRepository(client, { repository: name, commit }, inputs);
      await write(folder, ['records', recordFile(name)], `${jsonText(record)}\n`);
      return true;
    }
    case 'join':
      await joinAll(asked, folder);
      return true;
  }
}

function folderOf(asked: string): string {
  const workspace = resolve(process.env['GITHUB_WORKSPACE'] ?? '.');
  const folder = resolve(workspace, asked);
  const link = linkOnTheWay(workspace, folder);
  if (link !== null) throw new ConfigError(`input 'organisation-folder': '${link}' is a symbolic link, which is not followed`);
  return folder;
}

async function list(client: GitHubClient, asked: OrganisationInputs, folder: string): Promise<void> {
  const { names, candidates, troubles } = await listCandidates(client, asked, tell);
  if (candidates.length === 0 && troubles.length > 0) throw new InputError(`no repository could be listed: ${troubles[0] ?? ''}`);
  const batch = nextBatch(candidates, await readRecords(folder), version);
  const listed: Listed = { repositories: [...names], candidates: [...candidates], troubles: [...troubles] };
  await write(folder, ['listed.json'], `${jsonText(listed)}\n`);
  core.setOutput('matrix', JSON.stringify({ include: batch.now }));
  core.setOutput('scans', batch.now.length);
  core.setOutput('waiting', batch.waiting);
  for (const trouble of troubles) warn(trouble, 'APIM CORS Review: not every repository was listed');
  tell(`${candidates.length} repositories hold policies; ${batch.now.length} are scanned in this run, ${batch.waiting} wait for the next one.`);
}

async function joinAll(asked: OrganisationInputs, folder: string): Promise<void> {
  const listed = await readListed(folder);
  const wanted = new Set(listed.repositories.map((name) => name.toLowerCase()));
  const records = (await readRecords(folder)).filter(({ repository }) => wanted.has(repository.toLowerCase()));
  const { now, waiting: later } = nextBatch(listed.candidates, records, version);
  const waiting = now.length + later;
  const joined: Joined = { organisation: asked.name, server: context.serverUrl, records, waiting, troubles: listed.troubles };
  const markdown = joinedMarkdown(joined);
  await write(folder, ['organisation.md'], markdown);
  await write(folder, ['organisation.html'], joinedHtml(joined));
  await write(folder, ['organisation.json'], `${jsonText(joinedRows(joined))}\n`);
  await writeAnswer(markdown);
  tell(`${records.length} repositories are in the table, ${waiting} are still to be scanned.`);
}

/** The records of this and earlier runs. Invalid ones are left out, with a warning. */
async function readRecords(folder: string): Promise<readonly ScanRecord[]> {
  const place = join(folder, 'records');
  const names = await readdir(place).catch(() => []);
  const records: ScanRecord[] = [];
  for (const name of [...names].sort()) {
    const record = name.endsWith('.json') ? readRecord(await jsonOf(join(place, name))) : null;
    if (record !== null && recordFile(record.repository) === name) records.push(record);
    else warn(`${name} is no record of a scan, and is left out`, 'APIM CORS Review: a record is left out');
  }
  return records;
}

async function readListed(folder: string): Promise<Listed> {
  const read = listedSchema.safeParse(await jsonOf(join(folder, 'listed.json')));
  if (!read.success) throw new InputError('there is no listed.json in the folder: the step list comes first');
  return read.data;
}

async function jsonOf(path: string): Promise<unknown> {
  try {
    if ((await stat(path)).size > longestRecord) return null;
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

async function write(folder: string, names: readonly string[], text: string): Promise<void> {
  const path = join(folder, ...names);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
}
