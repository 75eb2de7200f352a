import { Field, ID, InputType } from 'type-graphql';
import { Json } from '../../../schema/scalars/scalars.js';
import { WorkFilterInput } from './work-inputs.js';

/** What a list of actions is narrowed to. */
@InputType({ description: 'What a list of actions is narrowed to; everything given must hold.' })
export class ActionFilter extends WorkFilterInput {
  @Field(() => String, { nullable: true, description: 'What is to be done, such as "backup".' })
  action?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is done to, such as "fs".' })
  mode?: string | null;
}

/** An action to be created. */
@InputType({ description: 'An action to be created for who asks. Give "metadata" or "metadataText".' })
export class CreateActionInput {
  @Field(() => Json, { nullable: true, description: 'The legacy document.' })
  metadata?: unknown;

  @Field(() => String, { nullable: true, description: 'The same as JSON text.' })
  metadataText?: string | null;
}

/** Names one action. */
@InputType({ description: 'Names one action: by its global id or its action id.' })
export class ActionLocatorInput {
  @Field(() => ID, { nullable: true, description: 'Its global id.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Its action id.' })
  actionId?: string | null;

  @Field(() => String, { nullable: true, description: 'Its user, where several have one of the same id.' })
  userId?: string | null;

  @Field(() => String, { nullable: true, description: 'Its tenant (legacy: project).' })
  tenantId?: string | null;
}

/** A change of one action. */
@InputType({ description: 'A change of one action. Its action id stays, whatever the document says.' })
export class ChangeActionInput extends ActionLocatorInput {
  @Field(() => Json, { nullable: true, description: 'Members of the legacy document.' })
  metadata?: unknown;

  @Field(() => String, { nullable: true, description: 'The same as JSON text.' })
  metadataText?: string | null;
}

/** An whole action to be put in the place of another or created. */
@InputType({ description: 'A whole action for this action id. Give "metadata" or "metadataText".' })
export class ReplaceActionInput extends CreateActionInput {
  @Field(() => String, { description: 'Its action id.' })
  actionId!: string;

  @Field(() => String, { nullable: true, description: 'Its user, where several have one of the same id.' })
  userId?: string | null;

  @Field(() => String, { nullable: true, description: 'Its tenant (legacy: project).' })
  tenantId?: string | null;
}
