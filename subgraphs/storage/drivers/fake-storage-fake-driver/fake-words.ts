/** Words of section 5 of the Delfin contract that the fake arrays draw from. */
export const controllerStatuses = ['normal', 'offline', 'fault', 'degraded', 'unknown'];
export const cpus = ['Intel Xenon', 'Intel Core ix', 'ARM'];
export const portTypes =
  'fc iscsi ficon fcoe eth sas ib logic cifs nfs fcache combo cna rcip nfs-cifs other'.split(' ');
export const portLogicalTypes =
  'frontend backend service management internal maintenance interconnect cluster data node-mgmt intercluster cluster-mgmt physical if-group vlan other'.split(
    ' ',
  );
export const connectionStatuses = ['connected', 'disconnected', 'unknown'];
export const healthStatuses = ['normal', 'abnormal', 'unknown'];
export const diskStatuses = ['normal', 'abnormal', 'degraded', 'offline'];
export const diskPhysicalTypes =
  'sata sas ssd nl-ssd fc lun ata flash vmdisk nl-sas ssd-card sas-flash-vp hdd nvme-ssd unknown'.split(' ');
export const diskLogicalTypes =
  'free member hotspare cache aggregate broken foreign labelmaint maintenance shared spare unassigned unsupported remote mediator data unknown'.split(
    ' ',
  );
export const manufacturers = ['Intel', 'Seagate', 'WD', 'Crucial', 'HP'];
export const provisionings = ['thick', 'thin'];
export const filesystemStatuses = ['normal', 'faulty'];
export const securityModes = ['mixed', 'native', 'ntfs', 'unix'];
export const worms = ['non_worm', 'audit_log', 'compliance', 'enterprise'];
export const quotaTypes = ['tree', 'user', 'group'];
export const protocols = ['cifs', 'nfs', 'ftp', 'hdfs'];
