import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each ZooKeeper check, filled in for the store at hand. */
export const guideZookeeper = {
  ...commonGuides({
    authenticate: ({ host, port }) => [
      {
        title: 'Give each node a list, and sessions a login',
        why: 'Nodes are made with world:anyone unless a client says otherwise: then every session may read and change them.',
        steps: [
          step(
            'Let the applications log in (digest or SASL) first; sessions without a login still work.',
            'addauth digest app:LONG_PASSWORD',
            'text',
          ),
          step(
            'Give the nodes to them, from the root of each application down.',
            `zkCli.sh -server ${uriHost(host)}:${port}\naddauth digest app:LONG_PASSWORD\nsetAcl -R /APPLICATION auth:app:cdrwa`,
          ),
          step(
            'Then refuse sessions without a login (3.7 and later), in zoo.cfg; restart one server after the other.',
            'enforce.auth.enabled=true\nenforce.auth.schemes=digest,sasl',
            'text',
          ),
        ],
        verify: `zkCli.sh -server ${uriHost(host)}:${port} ls / must be refused. Then press Re-check.`,
      },
    ],
    logs: () => [
      step(
        'Sessions with their addresses are in its log.',
        "grep -E 'Client attempting|Established session|Closed socket' /var/log/zookeeper/*.log",
      ),
    ],
    cleanUp: () => [
      step('Look for nodes, and services or brokers registered in them, that nobody of you made.', 'zkCli.sh ls -R /'),
    ],
    tls: () => ({
      steps: [
        step(
          'In zoo.cfg, then restart; clients move to the secure port.',
          'secureClientPort=2281\nserverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory\nssl.keyStore.location=/etc/zookeeper/server.jks\nssl.trustStore.location=/etc/zookeeper/trust.jks',
          'text',
        ),
      ],
      verify: 'A plain client on the old port must not connect, once clientPort is taken out.',
    }),
    bind: () => [step('In zoo.cfg, then restart.', 'clientPortAddress=10.0.0.5', 'text')],
    upgrade: () => plainUpgrade('echo srvr | nc 127.0.0.1 2181'),
  }),
  adminServer: () => [
    {
      title: 'Turn the AdminServer off, or keep it on loopback',
      why: 'It tells settings, connections and sessions to anybody who asks.',
      steps: [
        step('In zoo.cfg, then restart.', 'admin.enableServer=false\n# or\nadmin.serverAddress=127.0.0.1', 'text'),
      ],
      verify: 'The port must not connect from another machine. Then press Re-check.',
    },
  ],
};
