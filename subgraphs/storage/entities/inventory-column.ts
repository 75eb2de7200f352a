import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import { Long } from '../../../schema/scalars/long.js';

/** What a column of the inventory holds: `key` is a text that every row has, the others but `uuid` may be null. */
export type ColumnType = 'uuid' | 'key' | 'text' | 'bigint' | 'boolean';

/** A column that a driver's listing fills: its GraphQL field, its SQL name and what it holds. */
export interface InventoryColumn {
  readonly field: string;
  readonly column: string;
  readonly type: ColumnType;
}

type EntityClass = abstract new () => object;

const columns = new Map<unknown, InventoryColumn[]>();

/**
 * Makes a property a column of the table and a field of the GraphQL type at once, and keeps it in the
 * list that the sync and the filters read. The SQL name is the field's in snake case unless given.
 */
export function Column(type: ColumnType, description: string, column?: string): PropertyDecorator {
  return (target, key) => {
    const field = String(key);
    const name = column ?? snakeCase(field);
    const nullable = type !== 'uuid' && type !== 'key';
    const sqlType = type === 'key' ? 'text' : type;
    const options = { type: sqlType, fieldName: name, nullable };
    Field(() => (type === 'bigint' ? Long : type === 'boolean' ? Boolean : String), {
      nullable,
      description,
    })(target, key);
    if (field === 'uuid') PrimaryKey(options)(target, field);
    else Property(options)(target, field);
    columns.set(target.constructor, [...ownColumns(target.constructor), { field, column: name, type }]);
  };
}

/** The columns of an entity class, its base's first, in the order of the legacy documents. */
export function columnsOf(entity: EntityClass): readonly InventoryColumn[] {
  const base: unknown = Object.getPrototypeOf(entity);
  return [...ownColumns(base), ...ownColumns(entity)];
}

function ownColumns(entity: unknown): readonly InventoryColumn[] {
  return columns.get(entity) ?? [];
}

function snakeCase(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
