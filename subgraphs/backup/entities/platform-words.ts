import { registerEnumType } from 'type-graphql';

/** Kinds of hypervisor managers (HypervisorManagerType, vprotect.md 5). */
export const hypervisorManagerTypes = [
  'OPENSTACK',
  'RHV',
  'RHEV',
  'OVIRT',
  'NUTANIX',
  'VCENTER',
  'ORACLE',
  'AWS',
  'KUBERNETES',
  'OPENSHIFT',
] as const;

/** One of them. */
export type HypervisorManagerType = (typeof hypervisorManagerTypes)[number];

/** The same for GraphQL. */
export const HypervisorManagerTypeEnum = Object.fromEntries(
  hypervisorManagerTypes.map((name) => [name, name]),
) as Readonly<Record<HypervisorManagerType, HypervisorManagerType>>;

registerEnumType(HypervisorManagerTypeEnum, {
  name: 'HypervisorManagerType',
  description: 'Kind of a hypervisor manager as the legacy API names it.',
  valuesConfig: {
    OPENSTACK: { description: 'OpenStack, and what is like it: a cloud.' },
    RHV: { description: 'Red Hat Virtualization.' },
    RHEV: { description: 'Red Hat Enterprise Virtualization, as RHV was called.' },
    OVIRT: { description: 'oVirt.' },
    NUTANIX: { description: 'Nutanix Prism.' },
    VCENTER: { description: 'VMware vCenter.' },
    ORACLE: { description: 'Oracle VM or Oracle Linux Virtualization Manager.' },
    AWS: { description: 'Amazon EC2.' },
    KUBERNETES: { description: 'Kubernetes.' },
    OPENSHIFT: { description: 'OpenShift.' },
  },
});

/** Kinds of hypervisors (HypervisorType, vprotect.md 5). */
export const hypervisorTypes = ['KVM', 'XEN', 'CITRIX', 'ESXI', 'HYPERV', 'PROXMOX'] as const;

/** One of them. */
export type HypervisorType = (typeof hypervisorTypes)[number];

/** The same for GraphQL. */
export const HypervisorTypeEnum = Object.fromEntries(hypervisorTypes.map((name) => [name, name])) as Readonly<
  Record<HypervisorType, HypervisorType>
>;

registerEnumType(HypervisorTypeEnum, {
  name: 'HypervisorType',
  description: 'Kind of a hypervisor.',
  valuesConfig: {
    KVM: { description: 'KVM.' },
    XEN: { description: 'Xen.' },
    CITRIX: { description: 'Citrix Hypervisor.' },
    ESXI: { description: 'VMware ESXi.' },
    HYPERV: { description: 'Microsoft Hyper-V.' },
    PROXMOX: { description: 'Proxmox VE.' },
  },
});
