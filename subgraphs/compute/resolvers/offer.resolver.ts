import { FieldResolver, Resolver, Root } from 'type-graphql';
import { Cloud } from '../entities/cloud.js';
import { CloudTenant } from '../entities/cloud-tenant.js';
import { Image } from '../entities/image.js';
import { Size } from '../entities/size.js';
import { cloudNamed } from '../services/cloud-row.js';
import type { ComputeParts } from './parts.js';

/** The way from an image back to its cloud. */
@Resolver(() => Image)
export class ImageResolver {
  constructor(private readonly parts: ComputeParts) {}

  @FieldResolver(() => Cloud, { nullable: true, description: 'Cloud that has it.' })
  cloud(@Root() { cloudName }: Image): Cloud | null {
    return cloudNamed(this.parts.clouds, cloudName);
  }
}

/** The way from a size back to its cloud. */
@Resolver(() => Size)
export class SizeResolver {
  constructor(private readonly parts: ComputeParts) {}

  @FieldResolver(() => Cloud, { nullable: true, description: 'Cloud that has it.' })
  cloud(@Root() { cloudName }: Size): Cloud | null {
    return cloudNamed(this.parts.clouds, cloudName);
  }
}

/** The way from a tenant back to its cloud. */
@Resolver(() => CloudTenant)
export class CloudTenantResolver {
  constructor(private readonly parts: ComputeParts) {}

  @FieldResolver(() => Cloud, { nullable: true, description: 'Cloud that has it.' })
  cloud(@Root() { cloudName }: CloudTenant): Cloud | null {
    return cloudNamed(this.parts.clouds, cloudName);
  }
}
