import { documentCollections, searchIndices } from './customers.ts';
import { startElasticLab } from './elastic-server.ts';
import { startMongoLab } from './mongo-server.ts';

/** One practice store on a free loopback port. */
export interface LabServer {
  title: string;
  /** `host:port`, as it may be typed. */
  target: string;
  close(): Promise<void>;
}

export interface Lab {
  servers: LabServer[];
  targets: string[];
  close(): Promise<void>;
}

/**
 * Starts the practice stores that reproduce the incident of December 2019: a search cluster with a copy of production
 * data, whose protection was removed; an open document store; and a protected one of each.
 */
export async function startLab(): Promise<Lab> {
  const servers = await Promise.all([
    startElasticLab({ protected: false, version: '7.4.2', indices: searchIndices }),
    startMongoLab({ protected: false, version: '4.2.1', wireVersion: 8, collections: documentCollections }),
    startElasticLab({ protected: true, version: '7.17.9', indices: [] }),
    startMongoLab({ protected: true, version: '7.0.28', wireVersion: 21, collections: [] }),
  ]);
  return {
    servers,
    targets: servers.map((server) => server.target),
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
