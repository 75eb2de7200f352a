import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Cloud } from '../entities/cloud.js';
import { CloudTenant } from '../entities/cloud-tenant.js';
import { Image } from '../entities/image.js';
import { Size } from '../entities/size.js';
import { load, type ComputeParts } from './parts.js';

/** The way from an image back to its cloud. */
@Resolver(() => Image)
export class ImageResolver {
  constructor(private readonly parts: ComputeParts) {}

  @FieldResolver(() => Cloud, { nullable: true, description: 'Cloud that has it.' })
  cloud(@Root() { cloudName }: Image, @Ctx() context: RequestContext): Promise<Cloud | null> {
    return load(context, this.parts).cloud.load(cloudName);
  }
}

/** The way from a size back to its cloud. */
@Resolver(() => Size)
export class SizeResolver {
  constructor(private readonly parts: ComputeParts) {}

  @FieldResolver(() => Cloud, { nullable: true, description: 'Cloud that has it.' })
  cloud(@Root() { cloudName }: Size, @Ctx() context: RequestContext): Promise<Cloud | null> {
    return load(context, this.parts).cloud.load(cloudName);
  }
}

/** The way from a tenant back to its cloud. */
@Resolver(() => CloudTenant)
export class CloudTenantResolver {
  constructor(private readonly parts: ComputeParts) {}

  @FieldResolver(() => Cloud, { nullable: true, description: 'Cloud that has it.' })
  cloud(@Root() { cloudName }: CloudTenant, @Ctx() context: RequestContext): Promise<Cloud | null> {
    return load(context, this.parts).cloud.load(cloudName);
  }
}
