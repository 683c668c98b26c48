/**
 * Tokens that say by their prefix whose they are. Prefixes and lengths are those that the vendors document; the choice of
 * vendors follows the rules of gitleaks (MIT licence).
 */
export interface VendorToken {
  vendor: string;
  /** The prefix, which a mask may show: it is the same for everybody. */
  shown: string;
  prefix: string;
  rest: RegExp;
}

function token(vendor: string, shown: string, rest: RegExp, prefix = shown): VendorToken {
  return { vendor, shown, prefix, rest };
}

export const vendorTokens: readonly VendorToken[] = [
  token('AWS access key', 'AKIA', /^[A-Z\d]{16}$/),
  token('AWS temporary key', 'ASIA', /^[A-Z\d]{16}$/),
  token('Amazon OAuth (Alexa)', 'Atza|', /^[\w+/=-]{20,}$/),
  token('Amazon OAuth (Alexa)', 'Atzr|', /^[\w+/=-]{20,}$/),
  token('Amazon MWS', 'amzn.mws.', /^[\da-f-]{36}$/),
  token('GitHub', 'ghp_', /^[A-Za-z\d]{36,}$/),
  token('GitHub', 'gho_', /^[A-Za-z\d]{36,}$/),
  token('GitHub', 'ghu_', /^[A-Za-z\d]{36,}$/),
  token('GitHub', 'ghs_', /^[A-Za-z\d]{36,}$/),
  token('GitHub', 'ghr_', /^[A-Za-z\d]{36,}$/),
  token('GitHub', 'github_pat_', /^\w{22,}$/),
  token('GitLab', 'glpat-', /^[\w-]{20,}$/),
  token('GitLab', 'gldt-', /^[\w-]{20,}$/),
  token('GitLab', 'glrt-', /^[\w-]{20,}$/),
  token('GitLab', 'glptt-', /^[\da-f]{40}$/),
  token('Slack', 'xoxb-', /^[\w-]{10,}$/),
  token('Slack', 'xoxp-', /^[\w-]{10,}$/),
  token('Slack', 'xoxa-', /^[\w-]{10,}$/),
  token('Slack', 'xoxr-', /^[\w-]{10,}$/),
  token('Slack', 'xoxs-', /^[\w-]{10,}$/),
  token('Slack', 'xoxe-', /^[\w-]{10,}$/),
  token('Slack', 'xapp-', /^\d-[A-Z\d]{6,}-\d+-[\da-z]+$/),
  token('Stripe', 'sk_live_', /^[A-Za-z\d]{16,}$/),
  token('Stripe', 'sk_test_', /^[A-Za-z\d]{16,}$/),
  token('Stripe', 'rk_live_', /^[A-Za-z\d]{16,}$/),
  token('Stripe', 'rk_test_', /^[A-Za-z\d]{16,}$/),
  token('Stripe webhook', 'whsec_', /^[\w+/=]{24,}$/),
  token('SendGrid', 'SG.', /^[\w-]{16,}\.[\w-]{16,}$/),
  token('Google', 'AIza', /^[\w-]{35}$/),
  token('Google OAuth', 'ya29.', /^[\w-]{20,}$/),
  token('Google OAuth refresh', '1//0', /^[\w-]{30,}$/),
  token('Google OAuth client', 'GOCSPX-', /^[\w-]{28}$/),
  token('Facebook', 'EAA', /^[A-Za-z\d]{30,}$/),
  token('npm', 'npm_', /^[A-Za-z\d]{36}$/),
  token('PyPI', 'pypi-', /^AgE[\w-]{50,}$/),
  token('RubyGems', 'rubygems_', /^[\da-f]{48}$/),
  token('OpenAI', 'sk-', /^[A-Za-z\d]{32,}$/),
  token('OpenAI', 'sk-proj-', /^[\w-]{20,}$/),
  token('Anthropic', 'sk-ant-', /^[\w-]{20,}$/),
  token('Hugging Face', 'hf_', /^[A-Za-z\d]{30,}$/),
  token('Replicate', 'r8_', /^[\w-]{37}$/),
  token('DigitalOcean', 'dop_v1_', /^[\da-f]{64}$/),
  token('DigitalOcean', 'doo_v1_', /^[\da-f]{64}$/),
  token('Shopify', 'shpat_', /^[\da-f]{32}$/i),
  token('Shopify', 'shpss_', /^[\da-f]{32}$/i),
  token('Shopify', 'shpca_', /^[\da-f]{32}$/i),
  token('Shopify', 'shppa_', /^[\da-f]{32}$/i),
  token('Square', 'sq0atp-', /^[\w-]{22}$/),
  token('Square', 'sq0csp-', /^[\w-]{43}$/),
  token('Braintree', 'access_token$', /^(?:production|sandbox)\$[\da-z]{16}\$[\da-f]{32}$/),
  token('Twilio', 'SK', /^[\da-f]{32}$/),
  token('Mailgun', 'key-', /^[\da-f]{32}$/),
  token('Mailchimp', '', /^[\da-f]{32}-us\d{1,2}$/),
  token('Telegram bot', '', /^\d{8,10}:AA[\w-]{33}$/),
  token('HashiCorp Vault', 'hvs.', /^[\w-]{24,}$/),
  token('HashiCorp Vault', 'hvb.', /^[\w-]{24,}$/),
  token('Terraform Cloud', '', /^[A-Za-z\d]{14}\.atlasv1\.[\w-]{60,}$/),
  token('Databricks', 'dapi', /^[\da-f]{32}(?:-\d)?$/),
  token('New Relic', 'NRAK-', /^[A-Z\d]{27}$/),
  token('Grafana', 'glsa_', /^[A-Za-z\d]{32}_[\da-f]{8}$/i),
  token('Grafana', 'glc_', /^[\w+/=]{32,}$/),
  token('Sentry', 'sntrys_', /^[\w+/=-]{40,}$/),
  token('Linear', 'lin_api_', /^[A-Za-z\d]{40}$/),
  token('Notion', 'ntn_', /^[A-Za-z\d]{40,}$/),
  token('Atlassian', 'ATATT3', /^[\w=-]{100,}$/),
  token('Postman', 'PMAK-', /^[\da-f]{24}-[\da-f]{34}$/),
  token('Pulumi', 'pul-', /^[\da-f]{40}$/),
  token('Doppler', 'dp.pt.', /^[A-Za-z\d]{40,}$/),
  token('PlanetScale', 'pscale_tkn_', /^[\w.-]{32,}$/),
  token('Supabase', 'sbp_', /^[\da-f]{40}$/),
  token('Docker Hub', 'dckr_pat_', /^[\w-]{27}$/),
  token('Fly.io', 'fo1_', /^[\w-]{43}$/),
  token('Alibaba Cloud', 'LTAI', /^[A-Za-z\d]{12,24}$/),
  token('age', 'AGE-SECRET-KEY-1', /^[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}$/),
  token('1Password', 'ops_', /^eyJ[\w+/-]{100,}={0,3}$/),
];

const byHead = Map.groupBy(
  vendorTokens.filter(({ prefix }) => prefix !== ''),
  ({ prefix }) => prefix.slice(0, 2),
);
/** Those have 36 characters and more. */
const shortestBare = 36;
const withoutPrefix = vendorTokens.filter(({ prefix }) => prefix === '');

/** @returns whose token a value is; undefined for any other text. */
export function vendorOf(value: string): VendorToken | undefined {
  const text = value.trim();
  const is = ({ prefix, rest }: VendorToken) => text.startsWith(prefix) && rest.test(text.slice(prefix.length));
  return byHead.get(text.slice(0, 2))?.find(is) ?? (text.length >= shortestBare ? withoutPrefix.find(is) : undefined);
}

/** Prefixes long enough to be looked for in the middle of text. */
const telling = vendorTokens
  .map(({ prefix }) => prefix)
  .filter((prefix) => prefix.length >= 4 && !/^(?:key-|EAA|hf_)/.test(prefix));
const candidate = new RegExp(
  `(?<![\\w-])(?:${telling.map((prefix) => prefix.replace(/[.|$]/g, '\\$&')).join('|')})[\\w.+/=|$-]{10,300}`,
  'g',
);

/** Whether a token stands somewhere in a text, with the full stop or the comma after it left aside. */
export function vendorIn(text: string): boolean {
  let looked = 0;
  for (const [found] of text.matchAll(candidate)) {
    if (vendorOf(found.replace(/[.,;]+$/, ''))) return true;
    if (++looked > 50) return false;
  }
  return false;
}
