/** Deploying, changing and deleting what runs: the calls of `prod_config`, service by service. */
import { type Definition, defined, namesOf, verbOf, what } from './definition.js'
import { type HandsOf, handsByInteractive } from './hands.js'

const production: Readonly<Record<string, string>> = {
  'ec2.amazonaws.com': `
    RunInstances TerminateInstances StartInstances StopInstances RebootInstances ModifyInstanceAttribute
    AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress
    RevokeSecurityGroupEgress ModifySecurityGroupRules CreateSecurityGroup DeleteSecurityGroup CreateRoute
    ReplaceRoute DeleteRoute CreateRouteTable DeleteRouteTable AssociateRouteTable DisassociateRouteTable
    CreateNetworkAclEntry ReplaceNetworkAclEntry DeleteNetworkAclEntry CreateVpc DeleteVpc ModifyVpcAttribute
    CreateSubnet DeleteSubnet ModifySubnetAttribute CreateInternetGateway AttachInternetGateway
    DetachInternetGateway DeleteInternetGateway CreateNatGateway DeleteNatGateway CreateVpcPeeringConnection
    AcceptVpcPeeringConnection DeleteVpcPeeringConnection CreateVpcEndpoint ModifyVpcEndpoint
    DeleteVpcEndpoints AllocateAddress AssociateAddress DisassociateAddress ReleaseAddress CreateVolume
    AttachVolume DetachVolume DeleteVolume CreateSnapshot DeleteSnapshot CreateImage DeregisterImage
    CreateLaunchTemplate CreateLaunchTemplateVersion ModifyLaunchTemplate DeleteLaunchTemplate
    EnableSerialConsoleAccess ModifyInstanceMetadataOptions DisableEbsEncryptionByDefault
    CreateNetworkInterface DeleteNetworkInterface AttachNetworkInterface CreateTransitGateway
    CreateTransitGatewayRoute CreateVpnConnection CreateCustomerGateway CreateTrafficMirrorFilter
    CreateTrafficMirrorFilterRule CreateTrafficMirrorSession CreateTrafficMirrorTarget
    ModifyTrafficMirrorFilterNetworkServices ModifyTrafficMirrorFilterRule ModifyTrafficMirrorSession
    DeleteTrafficMirrorFilter DeleteTrafficMirrorFilterRule DeleteTrafficMirrorSession
    DeleteTrafficMirrorTarget
  `,
  'rds.amazonaws.com': `
    CreateDBInstance ModifyDBInstance DeleteDBInstance RebootDBInstance StartDBInstance StopDBInstance
    CreateDBCluster ModifyDBCluster DeleteDBCluster FailoverDBCluster FailoverGlobalCluster
    SwitchoverGlobalCluster RestoreDBInstanceFromDBSnapshot
    RestoreDBInstanceToPointInTime RestoreDBClusterFromSnapshot RestoreDBClusterToPointInTime CreateDBSnapshot
    DeleteDBSnapshot CopyDBSnapshot CreateDBClusterSnapshot DeleteDBClusterSnapshot ModifyDBParameterGroup
    ModifyDBClusterParameterGroup ResetDBParameterGroup AuthorizeDBSecurityGroupIngress
    RevokeDBSecurityGroupIngress DeleteDBInstanceAutomatedBackup DeleteDBClusterAutomatedBackup
    PromoteReadReplica
    ApplyPendingMaintenanceAction CreateDBSubnetGroup ModifyDBSubnetGroup DeleteDBSubnetGroup StartExportTask
  `,
  'lambda.amazonaws.com': `
    CreateFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction PublishVersion
    PublishLayerVersion CreateAlias UpdateAlias DeleteAlias CreateEventSourceMapping UpdateEventSourceMapping
    DeleteEventSourceMapping PutFunctionConcurrency DeleteFunctionConcurrency PutFunctionEventInvokeConfig
  `,
  'ecs.amazonaws.com': `
    CreateService UpdateService DeleteService RegisterTaskDefinition DeregisterTaskDefinition RunTask
    StartTask StopTask ExecuteCommand CreateCluster UpdateCluster DeleteCluster UpdateServicePrimaryTaskSet
    CreateTaskSet
  `,
  'eks.amazonaws.com': `
    CreateCluster UpdateClusterVersion DeleteCluster CreateNodegroup UpdateNodegroupConfig
    UpdateNodegroupVersion DeleteNodegroup CreateAddon UpdateAddon DeleteAddon CreateFargateProfile
    DeleteFargateProfile AssociateIdentityProviderConfig DisassociateIdentityProviderConfig
  `,
  'cloudformation.amazonaws.com': `
    CreateStack UpdateStack DeleteStack ExecuteChangeSet CreateStackSet UpdateStackSet DeleteStackSet
    CreateStackInstances UpdateStackInstances DeleteStackInstances CancelUpdateStack ContinueUpdateRollback
    RollbackStack SetStackPolicy UpdateTerminationProtection
  `,
  'route53.amazonaws.com': `
    ChangeResourceRecordSets CreateHostedZone DeleteHostedZone AssociateVPCWithHostedZone
    DisassociateVPCFromHostedZone DisableHostedZoneDNSSEC
  `,
  'ssm.amazonaws.com': `
    SendCommand StartSession StartAutomationExecution StartChangeRequestExecution PutParameter DeleteParameter
    DeleteParameters CreateDocument UpdateDocument DeleteDocument UpdateDocumentDefaultVersion
    CreateAssociation UpdateAssociation DeleteAssociation ModifyDocumentPermission
    RegisterTaskWithMaintenanceWindow
  `,
  's3.amazonaws.com': `
    CreateBucket DeleteBucket PutBucketPublicAccessBlock DeleteBucketPublicAccessBlock
    PutAccountPublicAccessBlock DeleteAccountPublicAccessBlock PutBucketEncryption DeleteBucketEncryption
    PutBucketVersioning PutBucketLifecycle PutBucketLifecycleConfiguration PutBucketReplication
    DeleteBucketReplication PutBucketWebsite DeleteBucketWebsite PutBucketCors DeleteBucketCors
    PutBucketNotification PutBucketOwnershipControls PutBucketObjectLockConfiguration
  `,
  'dynamodb.amazonaws.com': `
    CreateTable UpdateTable DeleteTable RestoreTableFromBackup RestoreTableToPointInTime DeleteBackup
    UpdateContinuousBackups UpdateTimeToLive ExportTableToPointInTime ImportTable
  `,
  'elasticloadbalancing.amazonaws.com': `
    CreateLoadBalancer DeleteLoadBalancer ModifyLoadBalancerAttributes CreateListener ModifyListener
    DeleteListener CreateRule ModifyRule DeleteRule CreateTargetGroup ModifyTargetGroup DeleteTargetGroup
    SetSecurityGroups SetSubnets
  `,
  'autoscaling.amazonaws.com': `
    CreateAutoScalingGroup UpdateAutoScalingGroup DeleteAutoScalingGroup CreateLaunchConfiguration
    DeleteLaunchConfiguration SetDesiredCapacity PutScalingPolicy DeletePolicy StartInstanceRefresh
    SuspendProcesses ResumeProcesses
  `,
  'apigateway.amazonaws.com': `
    CreateRestApi UpdateRestApi DeleteRestApi CreateDeployment UpdateStage DeleteStage CreateStage PutRestApi
    UpdateMethod UpdateIntegration CreateApi UpdateApi DeleteApi
  `,
  'cloudfront.amazonaws.com': `
    CreateDistribution UpdateDistribution DeleteDistribution CreateInvalidation CreateFunction UpdateFunction
    PublishFunction
  `,
  'codedeploy.amazonaws.com': `
    CreateDeployment StopDeployment ContinueDeployment UpdateDeploymentGroup CreateDeploymentGroup
    DeleteDeploymentGroup
  `,
  'codepipeline.amazonaws.com': `
    StartPipelineExecution StopPipelineExecution UpdatePipeline CreatePipeline DeletePipeline
    DisableStageTransition EnableStageTransition RetryStageExecution RollbackStage
  `,
  'codebuild.amazonaws.com': `
    StartBuild CreateProject UpdateProject DeleteProject
  `,
  'elasticbeanstalk.amazonaws.com': `
    CreateEnvironment UpdateEnvironment TerminateEnvironment RebuildEnvironment SwapEnvironmentCNAMEs
    CreateApplicationVersion
  `,
  'ecr.amazonaws.com': `
    PutImage BatchDeleteImage CreateRepository DeleteRepository PutLifecyclePolicy
    PutImageScanningConfiguration
  `,
  'events.amazonaws.com': `
    PutRule PutTargets DeleteRule DisableRule EnableRule RemoveTargets
  `,
  'states.amazonaws.com': `
    CreateStateMachine UpdateStateMachine DeleteStateMachine
  `,
  'elasticache.amazonaws.com': `
    CreateCacheCluster ModifyCacheCluster DeleteCacheCluster CreateReplicationGroup ModifyReplicationGroup
    DeleteReplicationGroup AuthorizeCacheSecurityGroupIngress RevokeCacheSecurityGroupIngress
  `,
  'redshift.amazonaws.com': `
    CreateCluster ModifyCluster DeleteCluster PauseCluster ResumeCluster AuthorizeClusterSecurityGroupIngress
    ModifyClusterIamRoles
  `,
  'wafv2.amazonaws.com': `
    CreateWebACL UpdateWebACL DeleteWebACL AssociateWebACL DisassociateWebACL CreateIPSet UpdateIPSet
    DeleteIPSet UpdateRuleGroup
  `,
  'acm.amazonaws.com': `
    RequestCertificate ImportCertificate DeleteCertificate
  `,
  'backup.amazonaws.com': `
    DeleteBackupVault DeleteRecoveryPoint DeleteBackupPlan UpdateBackupPlan PutBackupVaultAccessPolicy
    DeleteBackupVaultAccessPolicy
  `,
  'bedrock.amazonaws.com': `
    PutFoundationModelEntitlement CreateFoundationModelAgreement PutUseCaseForModelAccess CreateAgent
    UpdateAgent DeleteAgent PrepareAgent CreateAgentActionGroup UpdateAgentActionGroup CreateGuardrail
    UpdateGuardrail DeleteGuardrail
  `,
  'bedrock-agentcore-control.amazonaws.com': `
    CreateAgentRuntime UpdateAgentRuntime DeleteAgentRuntime CreateGateway UpdateGateway DeleteGateway
    CreateGatewayTarget UpdateGatewayTarget
  `,
}

const deploys = new Set(
  namesOf(`
    RunInstances CreateFunction UpdateFunctionCode PublishVersion CreateService UpdateService RunTask
    StartTask CreateStack UpdateStack ExecuteChangeSet CreateStackInstances UpdateStackInstances
    UpdateStackSet CreateDeployment StartPipelineExecution UpdateEnvironment PutImage StartInstanceRefresh
    StartBuild CreateApplicationVersion PublishFunction CreateAgentRuntime UpdateAgentRuntime PrepareAgent
  `),
)
const uses = new Set(
  namesOf('SendCommand StartSession StartAutomationExecution StartChangeRequestExecution ExecuteCommand'),
)

/** Calls that open a shell on what runs. */
const shells: Readonly<Record<string, HandsOf>> = {
  'ssm.amazonaws.com StartSession': 'shell',
  'ecs.amazonaws.com ExecuteCommand': handsByInteractive,
}

/** Deployments and changes of what runs. Uploads of data, heartbeats of agents and the like are no controlled change and not here. */
export const productionOperations: readonly Definition[] = Object.entries(production).flatMap(([source, names]) =>
  namesOf(names).map((name) => {
    const verb = verbOf(name)
    const activity = deploys.has(name) ? 'deploy' : uses.has(name) ? 'use' : verb.activity
    const hands = shells[`${source} ${name}`]
    const templates = hands === undefined ? {} : { hands }
    return defined(source, name, what('execution', activity, 'prod_config', verb.change), templates)
  }),
)
