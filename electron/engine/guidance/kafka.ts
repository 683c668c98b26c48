import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each Kafka check, filled in for the store at hand. */
export const guideKafka = {
  ...commonGuides({
    authenticate: ({ host, port }) => [
      {
        title: 'Add a listener with a login, move the clients, then close the open one',
        why: 'A PLAINTEXT listener lets everybody read and write every topic, and without an authorizer change the cluster too.',
        steps: [
          step(
            'Make users (SCRAM is kept in the cluster itself).',
            `kafka-configs.sh --bootstrap-server ${uriHost(host)}:${port} --alter --add-config 'SCRAM-SHA-512=[password=LONG_PASSWORD]' --entity-type users --entity-name app`,
          ),
          step(
            'Add a second listener in server.properties of each broker; restart them one after the other.',
            'listeners=PLAINTEXT://10.0.0.5:9092,SASL_SSL://10.0.0.5:9094\nsasl.enabled.mechanisms=SCRAM-SHA-512\nauthorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\nallow.everyone.if.no.acl.found=true\nsuper.users=User:admin',
            'text',
          ),
          step(
            'Say who may do what, and move the applications to the new listener.',
            `kafka-acls.sh --bootstrap-server ${uriHost(host)}:${port} --add --allow-principal User:app --operation Read --operation Write --topic app- --resource-pattern-type prefixed\nkafka-acls.sh --bootstrap-server ${uriHost(host)}:${port} --add --allow-principal User:app --operation Read --group app`,
          ),
          step(
            'Then take the open listener out, and let nobody in who has no list; restart one after the other.',
            'listeners=SASL_SSL://10.0.0.5:9094\nallow.everyone.if.no.acl.found=false',
            'text',
          ),
        ],
        verify: `kafka-topics.sh --bootstrap-server ${uriHost(host)}:${port} --list without a login must fail. Then press Re-check.`,
      },
    ],
    logs: () => [
      step(
        'Kafka logs no reads unless its authorizer’s log is at level DEBUG. Look at the flow logs of its port.',
        'log4j.logger.kafka.authorizer.logger=DEBUG, authorizerAppender',
        'text',
      ),
    ],
    cleanUp: () => [
      step(
        'Look for topics, consumer groups and lists that nobody of you made.',
        'kafka-consumer-groups.sh --bootstrap-server 127.0.0.1:9092 --list\nkafka-acls.sh --bootstrap-server 127.0.0.1:9092 --list',
      ),
    ],
    tls: () => ({
      steps: [
        step(
          'In server.properties of each broker.',
          'listeners=SASL_SSL://10.0.0.5:9094\nssl.keystore.location=/etc/kafka/server.p12\nssl.keystore.password=LONG_PASSWORD\nsecurity.inter.broker.protocol=SASL_SSL',
          'text',
        ),
      ],
      verify: 'A client with security.protocol=PLAINTEXT must be refused.',
    }),
    bind: () => [
      step(
        'In server.properties; advertise the inside address too.',
        'listeners=SASL_SSL://10.0.0.5:9094\nadvertised.listeners=SASL_SSL://kafka1.internal:9094',
        'text',
      ),
    ],
    upgrade: () => plainUpgrade('kafka-broker-api-versions.sh --version'),
  }),
  autoCreate: () => [
    {
      title: 'Make topics on purpose only',
      why: 'Where a topic is made for whoever names it, a stranger fills the cluster with a loop.',
      steps: [step('In server.properties of each broker, then restart.', 'auto.create.topics.enable=false', 'text')],
      verify:
        'kafka-configs.sh --describe --all --entity-type brokers --entity-name 1 names it false. Then press Re-check.',
    },
  ],
};
