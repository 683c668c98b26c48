import { uriHost } from './contain.ts';
import { commonGuides, plainUpgrade, step } from './kind-guide.ts';

/** Guidance of each S3 check, filled in for the store at hand. */
export const guideS3 = commonGuides({
  authenticate: ({ host, port, facts }) => [
    {
      title: 'Take the public out of buckets',
      why: 'A policy or an access control list that names everybody gives every object to whoever guesses the address.',
      steps:
        facts.product === 'Amazon S3'
          ? [
              step(
                'See who reads now, so that nothing that should be public breaks.',
                'aws s3api get-bucket-policy-status --bucket BUCKET\naws s3api get-bucket-logging --bucket BUCKET',
              ),
              step(
                'Block public access for the bucket, then for the whole account.',
                'aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true',
              ),
            ]
          : [
              step(
                'MinIO: see and take away what strangers may do.',
                `mc alias set store http://${uriHost(host)}:${port} ACCESS_KEY SECRET_KEY\nmc anonymous list store/BUCKET\nmc anonymous set none store/BUCKET`,
              ),
              step(
                'Others: delete the policy that names everybody.',
                `aws --endpoint-url http://${uriHost(host)}:${port} s3api delete-bucket-policy --bucket BUCKET\naws --endpoint-url http://${uriHost(host)}:${port} s3api put-bucket-acl --bucket BUCKET --acl private`,
              ),
              step(
                'Share single objects by links that expire instead.',
                'aws s3 presign s3://BUCKET/KEY --expires-in 3600',
              ),
            ],
      verify: `curl -s 'http://${uriHost(host)}:${port}/BUCKET?list-type=2' must answer AccessDenied. Then press Re-check.`,
    },
  ],
  logs: () => [
    step('MinIO: requests as they come, and the audit log where one is set.', 'mc admin trace --verbose store'),
    step(
      'AWS: server access logs, or CloudTrail data events, where they were on.',
      'aws s3api get-bucket-logging --bucket BUCKET',
    ),
  ],
  cleanUp: () => [
    step(
      'Look for objects, keys and policies that nobody of you made; older versions may still be there.',
      'mc ls --versions --recursive store/BUCKET\nmc admin user list store',
    ),
  ],
  tls: () => ({
    steps: [
      step(
        'MinIO: put a certificate where it looks for one, then restart.',
        '~/.minio/certs/public.crt\n~/.minio/certs/private.key',
        'text',
      ),
    ],
    verify: 'curl http://HOST:9000/ must fail.',
  }),
  bind: () => [
    step('MinIO, then restart.', 'minio server --address 10.0.0.5:9000 --console-address 127.0.0.1:9001 /data'),
  ],
  upgrade: () => plainUpgrade('mc admin info store'),
});
