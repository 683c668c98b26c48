import type { HttpAnswer, HttpConversation } from '../../dialer/http.ts';
import { at, list, text } from '../../protocols/untrusted.ts';
import { tryHttp } from '../http-session.ts';

/** What a console showed to somebody without a login of its own. */
export interface Inside {
  /** Null where no answer tells. */
  isIn: boolean | null;
  how: string;
  version: string | null;
  /** The stores that it opens, as it names them. */
  stores: string[];
}

/** One product of a console: how its first page is told, and how to see whether it asks for a login. */
export interface ConsoleProduct {
  product: string;
  is(root: HttpAnswer): boolean;
  look(root: HttpAnswer, http: HttpConversation): Promise<Inside>;
}

const title = ({ text: page }: HttpAnswer) => /<title>\s*([^<]{0,200})/i.exec(page.slice(0, 50_000))?.[1]?.trim() ?? '';
const cookies = (root: HttpAnswer) => root.headers['set-cookie'] ?? '';
const asksLogin = (how: string, version: string | null = null): Inside => ({ isIn: false, how, version, stores: [] });

/** Kibana and OpenSearch Dashboards are alike but for the names in their headers. */
function dashboards(product: string, mark: 'kbn' | 'osd'): ConsoleProduct {
  return {
    product,
    is: (root) => `${mark}-name` in root.headers || `${mark}-license-sig` in root.headers,
    async look(root, http) {
      const leads = root.headers.location ?? '';
      const status = await tryHttp(() => http.send('GET /api/status'));
      const version = text(at(status?.json, 'version', 'number'), 40) || null;
      if (root.status === 401 || /\/login|\/auth\//.test(leads))
        return asksLogin(`the first page leads to ${text(leads, 120) || 'a login'}`, version);
      const asked = await askBackend(http, mark, '/');
      const name = text(at(asked?.json, 'cluster_name'), 80);
      const backend = text(at(asked?.json, 'version', 'number'), 40);
      const isIn = asked?.status === 200 ? true : asked?.status === 401 || asked?.status === 403 ? false : null;
      const how = isIn
        ? 'its console proxy answers GET /'
        : `its console proxy answers with ${asked?.status ?? 'nothing'}`;
      return {
        isIn,
        how,
        version,
        stores: name ? [`${product === 'Kibana' ? 'Elasticsearch' : 'OpenSearch'} ${backend}, cluster ${name}`] : [],
      };
    },
  };
}

/** A GET that the console sends on to its store, with the console's own role: only this method is ever asked for. */
export function askBackend(http: HttpConversation, mark: 'kbn' | 'osd', path: string): Promise<HttpAnswer | undefined> {
  return tryHttp(() =>
    http.send('POST /api/console/proxy', {}, { query: { path, method: 'GET' }, headers: { [`${mark}-xsrf`]: 'true' } }),
  );
}

export const consoleProducts: readonly ConsoleProduct[] = [
  dashboards('Kibana', 'kbn'),
  dashboards('OpenSearch Dashboards', 'osd'),
  {
    product: 'Redis Commander',
    is: (root) => /^Redis Commander/.test(title(root)),
    async look(_root, http) {
      // The page itself is shown to everybody; what is behind it is not.
      const answer = await tryHttp(() => http.send('GET /connections'));
      const connections = list(at(answer?.json, 'connections'));
      if (answer?.status === 401 || answer?.status === 403)
        return asksLogin(`GET /connections is answered with ${answer.status}`);
      const stores = connections.map(
        (one) => `Redis at ${text(at(one, 'options', 'host'), 120)}:${text(at(one, 'options', 'port'), 6)}`,
      );
      const isIn = answer?.status === 200 && Array.isArray(at(answer.json, 'connections')) ? true : null;
      return { isIn, how: 'GET /connections lists the connections', version: null, stores };
    },
  },
  {
    product: 'mongo-express',
    is: (root) => /Mongo Express/i.test(title(root)) || /\bmongo-express=/.test(cookies(root)),
    async look(root) {
      const version = /mongo-express[^0-9]{0,20}(\d+\.\d+\.\d+)/i.exec(root.text)?.[1] ?? null;
      if (root.status !== 200) return asksLogin(`the first page is answered with ${root.status}`, version);
      const names = [...root.text.matchAll(/href="[^"]{0,40}\/db\/([^"/]{1,120})\/?"/g)].map((found) =>
        decoded(found[1] ?? ''),
      );
      return {
        isIn: true,
        how: 'the first page lists the databases',
        version,
        stores: [...new Set(names)].slice(0, 50).map((name) => `MongoDB database ${name}`),
      };
    },
  },
  {
    product: 'phpMyAdmin',
    is: (root) => /phpMyAdmin/.test(title(root)) || /\bphpMyAdmin(?:_https)?=/.test(cookies(root)),
    async look(root) {
      const version = /phpMyAdmin[^<]{0,20}?(\d+\.\d+\.\d+)/.exec(root.text)?.[1] ?? null;
      if (/name="pma_username"|id="login_form"/.test(root.text))
        return asksLogin('the first page is a login form', version);
      const isIn = /server_databases|route=\/server\/databases|id="pma_navigation"/.test(root.text) ? true : null;
      const host = text(/(?:Server:|data-server=")\s*([\w.:-]{1,120})/.exec(root.text)?.[1], 120);
      return {
        isIn,
        how: 'the first page shows the server without a login form',
        version,
        stores: host ? [`MySQL at ${host}`] : [],
      };
    },
  },
  {
    product: 'Adminer',
    is: (root) => /Adminer/.test(title(root)),
    async look(root) {
      const version = /class=["']?version["']?>\s*(\d+\.\d+(?:\.\d+)?)/.exec(root.text)?.[1] ?? null;
      if (/name=["']auth\[username\]/.test(root.text) || /^Login/i.test(title(root)))
        return asksLogin('the first page is a login form', version);
      return { isIn: root.status === 200, how: 'the first page is no login form', version, stores: [] };
    },
  },
  {
    product: 'pgAdmin',
    is: (root) => /pgAdmin/.test(title(root)) || /\bpga4_session=/.test(cookies(root)),
    async look(root) {
      const leads = root.headers.location ?? '';
      if (/\/login/.test(leads)) return asksLogin('the first page leads to a login');
      const isIn = /\/browser/.test(leads) || (root.status === 200 && !/name="password"/.test(root.text)) ? true : null;
      return { isIn, how: 'the first page leads to the browser of servers without a login', version: null, stores: [] };
    },
  },
];

function decoded(value: string): string {
  try {
    return text(decodeURIComponent(value), 120);
  } catch {
    return text(value, 120);
  }
}
