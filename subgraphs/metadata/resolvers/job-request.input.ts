import { Field, InputType } from 'type-graphql';
import { JobRequestWord } from '../entities/job-words.js';
import { JobLocatorInput } from './job.inputs.js';

/** Something asked of a job. */
@InputType({ description: 'Something asked of one job.' })
export class RequestJobInput extends JobLocatorInput {
  @Field(() => JobRequestWord, { description: 'What is asked: START, STOP or ABORT.' })
  request!: JobRequestWord;
}
