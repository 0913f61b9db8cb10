"""The networks that made image recognition deep, from LeNet to ResNet: their blocks, whole ones, and each on paper.

make_… builds a network that computes. …_blueprint has the same sizes and no numbers: for counting what is too large.
"""

from .alexnet import alexnet_blueprint, make_alexnet
from .googlenet import googlenet_blueprint, make_googlenet
from .inception_block import Inception
from .lenet import lenet_blueprint, make_lenet
from .residual_blocks import BasicBlock, Bottleneck, PlainBlock
from .resnet import make_resnet, make_small_resnet, resnet_blueprint, small_resnet_blueprint
from .vgg import VGG_CFGS, make_vgg, vgg_blueprint

__all__ = [
    "VGG_CFGS",
    "BasicBlock",
    "Bottleneck",
    "Inception",
    "PlainBlock",
    "alexnet_blueprint",
    "googlenet_blueprint",
    "lenet_blueprint",
    "make_alexnet",
    "make_googlenet",
    "make_lenet",
    "make_resnet",
    "make_small_resnet",
    "make_vgg",
    "resnet_blueprint",
    "small_resnet_blueprint",
    "vgg_blueprint",
]
