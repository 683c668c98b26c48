import type { Guidance, Step } from '../../contract/report-model.ts';
import type { CheckContext, Deployment } from '../stores/store.ts';

/** Steps that are the same for every kind: stop the reading now, look who was there, decide on notice. */

/** Puts the likely deployment's step first; the others follow, since the likely one is a guess. */
export function byDeployment(deployment: Deployment, steps: Partial<Record<Deployment, Step>>): Step[] {
  const order: Deployment[] = [deployment, 'package', 'docker', 'kubernetes', 'managed'];
  return [...new Set(order)].flatMap((name) => steps[name] ?? []);
}

/** The next five minutes: the network, which needs no restart and locks nobody out who is named. */
export function containNow({ port, address, facts }: CheckContext, application: string): Guidance {
  const v6 = address.includes(':');
  return {
    title: 'Contain it now: close the port to strangers',
    why: 'Until authentication is on, every address that reaches the port reads the data. A firewall rule needs no restart of the store.',
    steps: [
      {
        text: `Find out which machines really use it, so that they stay connected (here ${application} stands for one of them).`,
        code: `ss -tnp state established '( sport = :${port} )'`,
        language: 'sh',
      },
      ...byDeployment(facts.deployment, {
        package: {
          text: 'On the machine itself: let the application in, and nobody else.',
          code: [
            `ufw allow from ${application} to any port ${port} proto tcp`,
            `ufw deny ${port}/tcp`,
            '# or, where ufw is not in use:',
            `nft insert rule inet filter input tcp dport ${port} ${v6 ? 'ip6' : 'ip'} saddr != ${application} drop`,
          ].join('\n'),
          language: 'sh',
        },
        docker: {
          text: 'In Docker, a published port passes by ufw. Publish it on loopback only, or do not publish it.',
          code: `# docker-compose.yml\nports:\n  - "127.0.0.1:${port}:${port}"\n# until it can be restarted:\niptables -I DOCKER-USER -p tcp --dport ${port} ! -s ${application} -j DROP`,
          language: 'yaml',
        },
        kubernetes: {
          text: 'In Kubernetes: no LoadBalancer or NodePort in front of it, and a NetworkPolicy that names the application’s pods.',
          code: networkPolicy(port),
          language: 'yaml',
        },
        managed: {
          text: 'In a cloud: take 0.0.0.0/0 and ::/0 out of the security group or firewall rule of this port.',
          code: [
            `aws ec2 revoke-security-group-ingress --group-id SECURITY_GROUP --protocol tcp --port ${port} --cidr 0.0.0.0/0`,
            `gcloud compute firewall-rules update RULE --source-ranges=${application}/32`,
            `az network nsg rule update -g GROUP --nsg-name NSG -n RULE --source-address-prefixes ${application}`,
          ].join('\n'),
          language: 'sh',
        },
      }),
    ],
    verify: `From a machine that is not on the list, the port must not connect: nc -vz -w 3 ${address} ${port}. Then press Re-check.`,
  };
}

/** Who was there, and who has to be told. `secrets` says what has to be rotated. */
export function aftermath({ namespaces }: CheckContext, logs: Step[], types: readonly string[]): Guidance[] {
  const has = (...names: string[]) => names.filter((name) => types.includes(name));
  const rotate: Step[] = [];
  if (has('api-token', 'jwt').length > 0) {
    rotate.push({
      text: 'Revoke every token that is in it (also those of integrations such as voice assistants) and log customers out, so that new ones are issued.',
    });
  }
  if (has('password', 'password-hash').length > 0) {
    rotate.push({
      text: 'Force a change of the passwords in it, and of the same passwords elsewhere. Hashes only buy time: say so to customers.',
    });
  }
  if (has('private-key', 'wifi-password').length > 0) {
    rotate.push({ text: 'Replace every private key in it and revoke the certificates that belong to them.' });
  }
  const names = namespaces.filter((n) => n.fields.some((f) => f.types.length > 0)).map((n) => n.name);
  return [
    ...(rotate.length > 0
      ? [
          {
            title: 'Rotate what leaked',
            why: 'Closing the port does not take back what was read. A secret that was readable must be treated as known.',
            steps: rotate,
            verify: 'An old token, tried against your own service, must be refused.',
          },
        ]
      : []),
    {
      title: 'Look who was there',
      why: 'Whether somebody read the data decides what you must tell, and to whom. Save the logs before they rotate.',
      steps: [
        ...logs,
        {
          text: 'Keep firewall, flow and load-balancer logs of the whole time in which it was open; ask the hosting provider for theirs.',
        },
      ],
      verify: 'You can name the first day it was open, and every foreign address that connected since.',
    },
    {
      title: 'Decide whom to tell',
      why: 'Many laws set a short term from the moment you know of a breach. This is a pointer for your lawyer, not advice.',
      steps: [
        {
          text: `Write down what was readable${names.length > 0 ? ` (${names.slice(0, 5).join(', ')})` : ''}, about how many people it concerns, and since when.`,
        },
        {
          text: 'EU and UK: GDPR Art. 33 asks for notice to the authority within 72 hours unless a risk is unlikely; Art. 34 to the people where the risk is high.',
        },
        {
          text: 'USA: state laws differ; most cover names with government ids, financial accounts or passwords, and California (CCPA) some more. Health data may fall under HIPAA or the FTC’s Health Breach Notification Rule.',
        },
        {
          text: 'Ask the contracts with your own customers too: a processor tells its controller without undue delay.',
        },
      ],
      verify: 'The decision, its reasons and the time are written down, also where the decision is to tell nobody.',
    },
  ];
}

function networkPolicy(port: number): string {
  return [
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    'metadata: { name: store-only-from-app }',
    'spec:',
    '  podSelector: { matchLabels: { app: STORE } }',
    '  policyTypes: [Ingress]',
    '  ingress:',
    '    - from: [{ podSelector: { matchLabels: { app: APPLICATION } } }]',
    `      ports: [{ protocol: TCP, port: ${port} }]`,
  ].join('\n');
}

/** The data types found in a store, each once. */
export function typesIn({ namespaces }: CheckContext): string[] {
  return [...new Set(namespaces.flatMap((n) => n.fields.flatMap((f) => f.types.map((t) => t.type))))];
}

/** A host as it stands in a URI. */
export function uriHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
