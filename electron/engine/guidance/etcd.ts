import { uriHost } from './contain.ts';
import { commonGuides } from './kind-guide.ts';

/** Guidance of each etcd check, filled in for the store at hand. */
export const guideEtcd = commonGuides({
  authenticate: ({ host, port }) => [
    {
      title: 'Require client certificates, and turn authentication on',
      why: 'etcd in a Kubernetes cluster holds every secret of it. Certificates come first, since the API server is its client.',
      steps: [
        {
          text: 'Start it with certificates for clients and peers (kubeadm sets these; somebody took them out).',
          code: '--client-cert-auth --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt --cert-file=server.crt --key-file=server.key\n--peer-client-cert-auth --peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt',
          language: 'text',
        },
        {
          text: 'Outside Kubernetes: make root, then users for the applications, then enable.',
          code: `etcdctl --endpoints=${uriHost(host)}:${port} user add root\netcdctl --endpoints=${uriHost(host)}:${port} role grant-permission app readwrite --prefix=true /app/\netcdctl --endpoints=${uriHost(host)}:${port} auth enable`,
          language: 'sh',
        },
      ],
      verify: `etcdctl --endpoints=${uriHost(host)}:${port} get / --prefix --keys-only --limit=1 must be refused. Then press Re-check.`,
    },
  ],
  logs: () => [
    {
      text: 'etcd logs no reads. Look at the flow logs of its port, and at the Kubernetes audit log for what was done with stolen secrets.',
    },
  ],
  cleanUp: () => [
    {
      text: 'In Kubernetes: rotate every service account token, secret and certificate; what etcd held must be treated as known.',
      code: 'kubectl get secrets -A',
      language: 'sh',
    },
  ],
  tls: () => ({
    steps: [
      {
        text: 'Serve clients over https only.',
        code: '--listen-client-urls=https://10.0.0.5:2379 --cert-file=server.crt --key-file=server.key',
        language: 'text',
      },
    ],
    verify: 'curl http://HOST:2379/version must fail.',
  }),
  bind: () => [
    {
      text: 'Listen on the inside address only.',
      code: '--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.5:2379',
      language: 'text',
    },
  ],
  upgrade: () => ({
    why: 'Known holes stay open in a version without fixes. etcd upgrades one minor version at a time.',
    steps: [{ text: 'Take a snapshot first.', code: 'etcdctl snapshot save before-upgrade.db', language: 'sh' }],
    verify: 'etcdctl endpoint status',
  }),
});
