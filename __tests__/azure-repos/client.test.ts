import { createServer } from 'node:http';
import { createServer as listen, type AddressInfo } from 'node:net';
import { AzureClient } from '../../src/azure-repos/azure-client.js';
import { readBuild } from '../../src/azure-repos/build-environment.js';
import { proxyFor } from '../../src/azure-repos/proxy.js';
import { FakeAzure } from './fake-azure/server.js';

const secret = 'a-token';
const client = (collection: string, environment: Readonly<Record<string, string>>): AzureClient =>
  new AzureClient({ collection, token: secret, environment, tell: () => undefined, pause: () => Promise.resolve() });

test.each([
  ['https://dev.azure.com/', { https_proxy: 'http://proxy:3128' }, 'http://proxy:3128/'],
  ['https://dev.azure.com/', { HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
  ['https://dev.azure.com/', { http_proxy: 'http://proxy:3128' }, null],
  ['https://dev.azure.com/', { https_proxy: 'http://proxy:3128', no_proxy: 'localhost,.azure.com' }, null],
  ['https://dev.azure.com/', { https_proxy: 'http://proxy:3128', NO_PROXY: '*' }, null],
  ['https://dev.azure.com/', { https_proxy: 'http://proxy:3128', no_proxy: 'evil-dev.azure.com,azure.com.example' }, 'http://proxy:3128/'],
  ['http://127.0.0.1:80/', { http_proxy: 'http://proxy:3128' }, null],
])('%s with %j goes through %s', (url, environment, expected) => {
  expect(proxyFor(new URL(url), environment)?.href ?? null).toBe(expected);
});

test('http through a proxy asks it for the whole address', async () => {
  const seen: string[] = [];
  const proxy = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers['proxy-authorization'] ?? ''}`);
    response.end('{"value":[]}');
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const { port } = proxy.address() as AddressInfo;
  const answer = await client('http://tfs.example/c/', { http_proxy: `http://me:pw@127.0.0.1:${port}` }).send({ method: 'GET', path: 'p/_apis/x' });
  proxy.close();
  expect(answer).toEqual({ value: [] });
  expect(seen).toEqual(['GET http://tfs.example/c/p/_apis/x?api-version=7.0 Basic bWU6cHc=']);
});

test('https through a proxy asks for a tunnel, in which everything is TLS', async () => {
  let [asked, inside] = ['', Buffer.alloc(0)];
  const proxy = listen((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (head) => {
      asked = head.toString('latin1');
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.once('data', (first) => {
        inside = first;
        socket.destroy();
      });
    });
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const { port } = proxy.address() as AddressInfo;
  const sent = client('https://dev.azure.com/contoso/', { https_proxy: `http://127.0.0.1:${port}` }).send({ method: 'POST', path: 'x', body: {} });
  await expect(sent).rejects.toThrow('gave no answer');
  proxy.close();
  expect(asked.split('\r\n')[0]).toBe('CONNECT dev.azure.com:443 HTTP/1.1');
  expect(asked).not.toContain(secret);
  // A handshake record of TLS.
  expect(inside[0]).toBe(0x16);
  expect(inside.toString('latin1')).not.toContain(secret);
});

test('the build is read from the variables of the agent, and what is wrong with them is named', () => {
  const azure = new FakeAzure({});
  azure.push('c'.repeat(40), {});
  const { environment } = azure;
  expect(readBuild(environment)).toMatchObject({
    project: 'Web Apps',
    pullRequest: 22,
    targetBranch: 'main',
    isFromFork: false,
    commentId: '7 / cors / __default',
  });
  const wrong = (given: Readonly<Record<string, string>>) => () => readBuild({ ...environment, ...given });
  expect(wrong({ SYSTEM_COLLECTIONURI: 'file:///etc' })).toThrow('SYSTEM_COLLECTIONURI is not the address of a collection');
  expect(wrong({ SYSTEM_PULLREQUEST_SOURCECOMMITID: '--upload-pack=x' })).toThrow('is not the id of a commit');
  expect(wrong({ SYSTEM_PULLREQUEST_PULLREQUESTID: '1/../2' })).toThrow('is not the number of a pull request');
  expect(wrong({ SYSTEM_TEAMPROJECT: '' })).toThrow('needs SYSTEM_TEAMPROJECT');
  expect(wrong({ SYSTEM_ACCESSTOKEN: 'a\r\nHost: b' })).toThrow(/^SYSTEM_ACCESSTOKEN holds what no token holds$/);
});
