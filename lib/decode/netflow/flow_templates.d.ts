import { FlowTemplates } from '../layers';

export = FlowTemplates;
