/** What stops, thins out or restores the record of what happens. */
import { adjustLogging } from './adjust.js'
import { type Definition, defined, what } from './definition.js'

const loggingOff = what('logging', 'disable_logging', null, 'remove')
const loggingOn = what('logging', 'enable_logging', null, 'add')
const loggingChanged = what('logging', 'configure', null, 'modify')
const trailOff = { adjust: adjustLogging }
const flowLogs = '{CreateFlowLogsRequest.ResourceId}|{DeleteFlowLogsRequest.FlowLogId}|{flowLogIds}|{resourceIds}'

/** Logging controls of CloudTrail itself and of the services beside it. */
export const loggingOperations: readonly Definition[] = [
  defined(
    'cloudtrail.amazonaws.com',
    'StopLogging DeleteTrail DeleteEventDataStore StopEventDataStoreIngestion',
    loggingOff,
  ),
  defined(
    'cloudtrail.amazonaws.com',
    'StartLogging CreateTrail CreateEventDataStore RestoreEventDataStore StartEventDataStoreIngestion',
    loggingOn,
  ),
  defined(
    'cloudtrail.amazonaws.com',
    'UpdateTrail PutEventSelectors PutInsightSelectors UpdateEventDataStore',
    loggingChanged,
    trailOff,
  ),
  defined('ec2.amazonaws.com', 'DeleteFlowLogs', loggingOff, { resource: flowLogs }),
  defined('ec2.amazonaws.com', 'CreateFlowLogs', loggingOn, { resource: flowLogs }),
  defined(
    'config.amazonaws.com',
    'StopConfigurationRecorder DeleteConfigurationRecorder DeleteDeliveryChannel',
    loggingOff,
  ),
  defined('config.amazonaws.com', 'StartConfigurationRecorder', loggingOn),
  defined('config.amazonaws.com', 'PutConfigurationRecorder PutDeliveryChannel', loggingChanged, trailOff),
  defined(
    'guardduty.amazonaws.com',
    'DeleteDetector StopMonitoringMembers DisassociateMembers DeleteMembers DisassociateFromMasterAccount DisassociateFromAdministratorAccount',
    loggingOff,
  ),
  defined('guardduty.amazonaws.com', 'CreateDetector StartMonitoringMembers', loggingOn),
  defined('guardduty.amazonaws.com', 'UpdateDetector', loggingChanged, trailOff),
  defined('securityhub.amazonaws.com', 'DisableSecurityHub BatchDisableStandards', loggingOff, {
    resource: '{@account}',
  }),
  defined('securityhub.amazonaws.com', 'EnableSecurityHub', loggingOn, { resource: '{@account}' }),
  defined('macie2.amazonaws.com', 'DisableMacie', loggingOff, { resource: '{@account}' }),
  defined('macie2.amazonaws.com', 'EnableMacie', loggingOn, { resource: '{@account}' }),
  defined('access-analyzer.amazonaws.com', 'DeleteAnalyzer', loggingOff, { resource: '{analyzerName}' }),
  defined(
    'logs.amazonaws.com',
    'DeleteLogGroup DeleteLogStream DeleteSubscriptionFilter DeleteDestination',
    loggingOff,
  ),
  defined('logs.amazonaws.com', 'PutRetentionPolicy', loggingChanged, { after: '{retentionInDays}' }),
  defined('s3.amazonaws.com', 'PutBucketLogging', loggingChanged, trailOff),
  defined(
    'route53resolver.amazonaws.com',
    'DeleteResolverQueryLogConfig DisassociateResolverQueryLogConfig',
    loggingOff,
    {
      resource: '{>resolverQueryLogConfig.arn}|{resolverQueryLogConfigId}',
    },
  ),
  defined('route53resolver.amazonaws.com', 'CreateResolverQueryLogConfig AssociateResolverQueryLogConfig', loggingOn, {
    resource: '{>resolverQueryLogConfig.arn}|{resolverQueryLogConfigId}',
  }),
  defined('wafv2.amazonaws.com', 'DeleteLoggingConfiguration', loggingOff, { resource: '{resourceArn}' }),
  defined('wafv2.amazonaws.com', 'PutLoggingConfiguration', loggingOn, {
    resource: '{loggingConfiguration.resourceArn}',
  }),
  defined('rds.amazonaws.com', 'StopActivityStream', loggingOff, { resource: '{resourceArn}' }),
  defined('rds.amazonaws.com', 'StartActivityStream', loggingOn, { resource: '{resourceArn}' }),
  defined(
    'eks.amazonaws.com',
    'UpdateClusterConfig',
    what('execution', 'configure', 'prod_config', 'modify'),
    trailOff,
  ),
  defined('bedrock.amazonaws.com', 'DeleteModelInvocationLoggingConfiguration', loggingOff, { resource: '{@account}' }),
  defined('bedrock.amazonaws.com', 'PutModelInvocationLoggingConfiguration', loggingOn, { resource: '{@account}' }),
  defined('monitoring.amazonaws.com', 'DeleteAlarms DisableAlarmActions', loggingOff, { resource: '{alarmNames}' }),
]
