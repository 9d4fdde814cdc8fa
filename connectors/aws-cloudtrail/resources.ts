/** What a service's calls act on when the operation itself does not say: templates of `places.ts`, the first that the record can fill wins. */
export const resourcesOf: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'iam.amazonaws.com': `
    {policyArn}|arn:aws:iam::{@account}:role/{roleName}|arn:aws:iam::{@account}:user/{userName}|
    arn:aws:iam::{@account}:group/{groupName}|arn:aws:iam::{@account}:instance-profile/{instanceProfileName}|
    {openIDConnectProviderArn}|{sAMLProviderArn}|arn:aws:iam::{@account}:policy/{policyName}
  `,
    'ec2.amazonaws.com': `
    arn:aws:ec2:{@region}:{@account}:instance/{instanceId}|
    arn:aws:ec2:{@region}:{@account}:instance/{>instancesSet.instanceId}|
    arn:aws:ec2:{@region}:{@account}:instance/{instancesSet.instanceId}|
    arn:aws:ec2:{@region}:{@account}:security-group/{groupId}|
    arn:aws:ec2:{@region}:{@account}:security-group/{>groupId}|
    arn:aws:ec2:{@region}:{@account}:security-group/{groupName}|
    arn:aws:ec2:{@region}:{@account}:volume/{volumeId}|arn:aws:ec2:{@region}:{@account}:snapshot/{snapshotId}|
    arn:aws:ec2:{@region}:{@account}:image/{imageId}|
    arn:aws:ec2:{@region}:{@account}:route-table/{routeTableId}|
    arn:aws:ec2:{@region}:{@account}:network-acl/{networkAclId}|
    arn:aws:ec2:{@region}:{@account}:subnet/{subnetId}|
    arn:aws:ec2:{@region}:{@account}:network-interface/{networkInterfaceId}|
    arn:aws:ec2:{@region}:{@account}:key-pair/{keyName}|arn:aws:ec2:{@region}:{@account}:vpc/{vpcId}|
    {resourcesSet.resourceId}|arn:aws:ec2:{@region}:{@account}:vpc/{>vpc.vpcId}|
    arn:aws:ec2:{@region}:{@account}:subnet/{>subnet.subnetId}|arn:aws:ec2:{@region}:{@account}:volume/{>volumeId}|
    arn:aws:ec2:{@region}:{@account}:internet-gateway/{internetGatewayId}|
    arn:aws:ec2:{@region}:{@account}:internet-gateway/{>internetGateway.internetGatewayId}|
    arn:aws:ec2:{@region}:{@account}:elastic-ip/{allocationId}|
    arn:aws:ec2:{@region}:{@account}:elastic-ip/{>allocationId}|{associationId}|{attachmentId}
  `,
    'rds.amazonaws.com': `
    {resourceName}|{>dBInstanceArn}|arn:aws:rds:{@region}:{@account}:db:{dBInstanceIdentifier}|
    arn:aws:rds:{@region}:{@account}:snapshot:{dBSnapshotIdentifier}|
    arn:aws:rds:{@region}:{@account}:cluster:{dBClusterIdentifier}|
    arn:aws:rds:{@region}:{@account}:cluster-snapshot:{dBClusterSnapshotIdentifier}|
    arn:aws:rds:{@region}:{@account}:pg:{dBParameterGroupName}|
    arn:aws:rds:{@region}:{@account}:secgrp:{dBSecurityGroupName}|
    arn:aws:rds:{@region}:{@account}:subgrp:{dBSubnetGroupName}
  `,
    'lambda.amazonaws.com': `
    arn:aws:lambda:{@region}:{@account}:function:{functionName}|
    arn:aws:lambda:{@region}:{@account}:layer:{layerName}|{>functionArn}|
    arn:aws:lambda:{@region}:{@account}:event-source-mapping:{uUID}|{resourceArn}
  `,
    'ecs.amazonaws.com': `
    arn:aws:ecs:{@region}:{@account}:service/{cluster}/{service}|
    arn:aws:ecs:{@region}:{@account}:service/{cluster}/{serviceName}|{>service.serviceArn}|
    {>taskDefinition.taskDefinitionArn}|{task}|
    arn:aws:ecs:{@region}:{@account}:task-definition/{taskDefinition}|
    arn:aws:ecs:{@region}:{@account}:cluster/{cluster}|arn:aws:ecs:{@region}:{@account}:cluster/{clusterName}
  `,
    'eks.amazonaws.com': `
    arn:aws:eks:{@region}:{@account}:cluster/{name}|arn:aws:eks:{@region}:{@account}:cluster/{clusterName}
  `,
    'cloudformation.amazonaws.com': `
    {>stackId}|arn:aws:cloudformation:{@region}:{@account}:stack/{stackName}|
    arn:aws:cloudformation:{@region}:{@account}:stackset/{stackSetName}|{changeSetName}
  `,
    'route53.amazonaws.com': `
    arn:aws:route53:::hostedzone/{hostedZoneId}|arn:aws:route53:::hostedzone/{hostedZone.id}|
    {hostedZoneConfig.name}
  `,
    'ssm.amazonaws.com': `
    {#AWS::SSM::Parameter}|arn:aws:ec2:{@region}:{@account}:instance/{target}|
    arn:aws:ec2:{@region}:{@account}:instance/{instanceId}|
    arn:aws:ec2:{@region}:{@account}:instance/{instanceIds}|
    arn:aws:ssm:{@region}:{@account}:document/{documentName}|arn:aws:ssm:{@region}:{@account}:parameter/{name}|
    arn:aws:ssm:{@region}:{@account}:parameter/{names}|{sessionId}
  `,
    's3.amazonaws.com': 'arn:aws:s3:::{bucketName}/{key}|arn:aws:s3:::{bucketName}|{#AWS::S3::Bucket}',
    'kms.amazonaws.com': `
    {#AWS::KMS::Key}|{>keyMetadata.arn}|arn:aws:kms:{@region}:{@account}:key/{keyId}|{>keyId}
  `,
    'secretsmanager.amazonaws.com': `
    {>arn}|arn:aws:secretsmanager:{@region}:{@account}:secret:{secretId}|
    arn:aws:secretsmanager:{@region}:{@account}:secret:{name}|{>aRN}|{+SecretId}
  `,
    'dynamodb.amazonaws.com': `
    arn:aws:dynamodb:{@region}:{@account}:table/{tableName}|{#AWS::DynamoDB::Table}|{resourceArn}
  `,
    'sns.amazonaws.com': '{topicArn}|{>topicArn}|arn:aws:sns:{@region}:{@account}:{name}',
    'sqs.amazonaws.com': '{queueUrl}|{>queueUrl}|arn:aws:sqs:{@region}:{@account}:{queueName}',
    'cloudtrail.amazonaws.com': `
    {>trailARN}|arn:aws:cloudtrail:{@region}:{@account}:trail/{name}|
    arn:aws:cloudtrail:{@region}:{@account}:trail/{trailName}|{eventDataStore}|{>eventDataStoreArn}
  `,
    'logs.amazonaws.com': 'arn:aws:logs:{@region}:{@account}:log-group:{logGroupName}',
    'config.amazonaws.com': `
    arn:aws:config:{@region}:{@account}:config-recorder/{configurationRecorderName}|
    arn:aws:config:{@region}:{@account}:config-recorder/{configurationRecorder.name}|{deliveryChannelName}|
    {configRuleName}
  `,
    'guardduty.amazonaws.com': `
    arn:aws:guardduty:{@region}:{@account}:detector/{detectorId}|
    arn:aws:guardduty:{@region}:{@account}:detector/{>detectorId}
  `,
    'elasticloadbalancing.amazonaws.com': `
    {loadBalancerArn}|{listenerArn}|{targetGroupArn}|{>loadBalancers.loadBalancerArn}|{loadBalancerName}|{name}
  `,
    'autoscaling.amazonaws.com': `
    arn:aws:autoscaling:{@region}:{@account}:autoScalingGroup:*:autoScalingGroupName/{autoScalingGroupName}|
    {launchConfigurationName}
  `,
    'apigateway.amazonaws.com': 'arn:aws:apigateway:{@region}::/restapis/{restApiId}|{apiId}',
    'cloudfront.amazonaws.com': 'arn:aws:cloudfront::{@account}:distribution/{id}|{>distribution.aRN}',
    'codepipeline.amazonaws.com': `
    arn:aws:codepipeline:{@region}:{@account}:{name}|arn:aws:codepipeline:{@region}:{@account}:{pipeline.name}|
    arn:aws:codepipeline:{@region}:{@account}:{pipelineName}
  `,
    'codedeploy.amazonaws.com': `
    arn:aws:codedeploy:{@region}:{@account}:deploymentgroup:{applicationName}/{deploymentGroupName}|
    arn:aws:codedeploy:{@region}:{@account}:application:{applicationName}
  `,
    'events.amazonaws.com': `
    arn:aws:events:{@region}:{@account}:rule/{name}|arn:aws:events:{@region}:{@account}:rule/{rule}
  `,
    'states.amazonaws.com': '{stateMachineArn}|{>stateMachineArn}|{executionArn}',
    'ecr.amazonaws.com': 'arn:aws:ecr:{@region}:{@account}:repository/{repositoryName}',
    'elasticbeanstalk.amazonaws.com': `
    arn:aws:elasticbeanstalk:{@region}:{@account}:environment/{applicationName}/{environmentName}|
    {environmentName}|{applicationName}
  `,
    'organizations.amazonaws.com': '{targetId}|{accountId}|{policyId}|{@account}',
    'sso.amazonaws.com': '{targetId}|{permissionSetArn}|{>permissionSet.permissionSetArn}|{instanceArn}',
    'bedrock.amazonaws.com': '{modelId}|{agentId}|{guardrailIdentifier}',
    'bedrock-agentcore.amazonaws.com': '{agentRuntimeArn}|{resourceCredentialProviderName}|{workloadName}',
  }),
)
